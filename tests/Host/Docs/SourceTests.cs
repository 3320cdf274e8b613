using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Infra.Core.Docs;

/// <summary>What no analyser of the build looks at.</summary>
public sealed partial class SourceTests
{
    private const int MostColumns = 140;

    [Fact]
    public void No_line_of_code_is_longer_than_140_columns()
    {
        var root = Root();
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !Built().IsMatch(Path.GetRelativePath(root, f))).ToList();
        Assert.True(files.Count > 800);
        var broken = files.SelectMany(f => TooLong(File.ReadLines(f)).Select(line => $"{Path.GetRelativePath(root, f)}:{line}")).ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} lines have more than {MostColumns} columns:\n{string.Join("\n", broken)}");
    }

    // Of several, the generator writes now one first and now another, so that no two builds would be the same.
    [Theory]
    [InlineData("Host", "HostLog.cs")]
    [InlineData("Host/Core", "Log.cs")]
    public void All_log_messages_of_an_assembly_are_in_one_class(string folder, string file)
    {
        var root = Path.Combine(Root(), folder);
        var own = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => folder is not "Host" || !f.StartsWith(Path.Combine(root, "Core"), StringComparison.Ordinal));

        var with = own.Where(f => File.ReadAllText(f).Contains("[LoggerMessage(", StringComparison.Ordinal));
        Assert.Equal([file], with.Select(Path.GetFileName));
    }

    // What a command draws it finds by AnswerShape. The demonstration is a story that these tools are told in.
    [Fact]
    public void The_host_names_no_tool_of_a_module()
    {
        var tools = Directory.EnumerateFiles(Path.Combine(Root(), "tests/Plugins/snapshots"), "*_*.json")
            .Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        Assert.True(tools.Count > 300);
        var host = Path.Combine(Root(), "Host");
        var named = from file in Directory.EnumerateFiles(host, "*.cs", SearchOption.AllDirectories)
                    where !file.StartsWith(Path.Combine(host, "Demo"), StringComparison.Ordinal)
                    from line in File.ReadLines(file)
                    where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from word in ToolName().Matches(line).Select(m => m.Value)
                    where tools.Contains(word)
                    select $"{Path.GetRelativePath(host, file)}: {word}";
        Assert.Empty(named);
    }

    [Theory]
    [InlineData("var a = 1;", true)]
    [InlineData("    Call(\"", false)]
    [InlineData("    // ", false)]
    [InlineData("    $\"", true)]
    [InlineData("    [GeneratedRegex(@\"", true)]
    public void A_long_line_is_seen_unless_it_is_one_literal(string start, bool passes)
    {
        var line = start.EndsWith(';') ? start : start + new string('a', MostColumns);
        Assert.Equal(passes, !TooLong([line]).Any());
        Assert.Empty(TooLong(["var raw = \"\"\"", line, "    \"\"\";"]));
        Assert.Equal(passes, !TooLong(["var raw = \"\"\"", "    \"\"\";", line]).Any());
    }

    private static string Root() => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../../.."));

    /// <summary>The numbers of the lines that are too long. The content of raw strings is data, and a literal cannot be broken.</summary>
    private static IEnumerable<int> TooLong(IEnumerable<string> lines)
    {
        var (number, raw) = (0, false);
        foreach (var line in lines)
        {
            number++;
            if (line.Length > MostColumns && !raw && !Literal().IsMatch(line)) yield return number;
            if (Quotes().Count(line) % 2 == 1) raw = !raw;
        }
    }

    [GeneratedRegex(@"^\.|(^|[/\\])(artifacts|bin|obj|node_modules)[/\\]")]
    private static partial Regex Built();

    [GeneratedRegex("""^\s*(?:/// <inheritdoc cref="|\[(?:GeneratedRegex|InlineData)\(@?"|(?:[?:+] |\w+ \? )?\$*@?"|<\w)""")]
    private static partial Regex Literal();

    [GeneratedRegex("[a-z0-9]+(?:_[a-z0-9]+)+")]
    private static partial Regex ToolName();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex Quotes();

    private static string Here([CallerFilePath] string path = "") => path;
}
