using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Infra.Host.Cli;
using Infra.Host.Cli.Words;

namespace Infra.Core.Docs;

/// <summary>docs/cli.md is made from the commands. To make it anew, run the tests with UPDATE_SNAPSHOTS=1.</summary>
public sealed class CliDocsTests
{
    private const string Begin = "<!-- commands: made from the commands and the tools -->\n";

    [Fact]
    public void The_documentation_of_the_commands_is_up_to_date()
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/cli.md"));
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var now = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + Text();
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") is "1") File.WriteAllText(file, now);
        else Assert.Equal(now, text);
    }

    [Fact]
    public void Every_exit_code_is_documented()
    {
        var text = File.ReadAllText(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../../docs/cli.md")));
        foreach (var code in typeof(ExitCode).GetFields().Where(f => f.IsLiteral).Select(f => (int)f.GetRawConstantValue()!))
            Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"| {code} |"), text, StringComparison.Ordinal);
    }

    private static string Text()
    {
        var text = new StringBuilder("\n## Commands of the host\n");
        foreach (var command in CommandLine.Root().Subcommands.Where(c => !c.Hidden))
            text.Append(CultureInfo.InvariantCulture, $"\n### infra {command.Name}\n\n```text\n{HelpText.Of(command).TrimEnd()}\n```\n");

        text.Append("\n## Commands of the tools\n\nOptions that a tool needs are shown; `infra VERB SERVICE NOUN --help` tells all.\n");
        var grammar = new Grammar(BuiltHost.Catalog(ToolKind.Destructive));
        foreach (var module in grammar.Modules)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {module}\n\n| Command | Tool |\n| --- | --- |\n");
            foreach (var phrase in grammar.Phrases.Where(p => p.Module == module))
                text.Append(CultureInfo.InvariantCulture,
                    $"| `{new ToolCommand(phrase).Usage.Replace("|", "\\|", StringComparison.Ordinal)}` | `{phrase.Tool.Name}` |\n");
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
