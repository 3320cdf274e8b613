using System.Globalization;
using System.Text.Json.Nodes;
using Infra.Core.Answers;
using Infra.Core.Catalog;
using Infra.Core.Settings;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli;

/// <summary><c>infra tools</c>: what a client would be offered.</summary>
internal static class ToolsCommand
{
    // Characters of JSON for a token of o200k, as docs/tokens.md measures it; the tokenizer itself would weigh more than the program.
    private const double CharactersPerToken = 4.3;
    private const int LeastText = 24;

    /// <param name="module">Only this module's; null for all.</param>
    /// <param name="schema">The tool whose schemas are wanted; null for the list.</param>
    /// <param name="tokens">Whether to tell how much of a model's context each takes.</param>
    public static int Run(SwitchValues flags, string? module, string? schema, bool tokens, OutputChoice choice)
    {
        var catalog = CommandLine.Catalog(flags);
        foreach (var problem in catalog.Problems) Terminal.Complain(problem);
        if (schema is not null) return Schemas(catalog, schema);
        if (module is not null && catalog.Modules.All(m => m.Name != module))
            throw new UsageException($"There is no module '{module}'.{Nearest.Hint(module, catalog.Modules.Select(m => m.Name))}");

        var tools = catalog.Offered.Where(t => module is null || t.Module == module).ToList();
        if (choice is { Format: OutputFormat.Table, Query: null, SortBy: null, Columns: null } && !tokens) Print(catalog, tools, choice);
        else
        {
            using var printer = new AnswerPrinter(choice);
            printer.Page(new() { ["items"] = new JsonArray([.. tools.Select(t => Row(t, tokens))]) });
            printer.End();
        }

        if (tokens) Terminal.Complain(string.Create(CultureInfo.InvariantCulture, $"about {tools.Sum(Tokens):N0} tokens in all."));
        return catalog.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static void Print(PluginCatalog catalog, IReadOnlyList<CatalogTool> tools, OutputChoice choice)
    {
        var screen = Screen.Current;
        using var to = new Pager(Terminal.Out, screen, choice.Pager);
        foreach (var (name, _, mode) in catalog.Modules.Where(m => tools.Any(t => t.Module == m.Name)))
        {
            to.WriteLine($"{name} ({PluginCatalog.Word(mode)} mode)");
            foreach (var tool in tools.Where(t => t.Module == name))
            {
                var left = $"  {tool.Name,-32} {PluginCatalog.Word(tool.Kind),-11} ";
                var text = Visible.Line(tool.Description);
                var lines = screen.IsEndless ? [text] : Fitted.Lines(text, Math.Max(screen.Width - left.Length, LeastText));
                foreach (var (i, line) in lines.Index())
                    to.WriteLine((i == 0 ? left : new string(' ', left.Length)) + line);
            }
        }
    }

    private static int Schemas(PluginCatalog catalog, string name)
    {
        var tool = catalog.Find(name) ?? throw new UsageException($"There is no tool '{name}'.{Nearest.Hint(name, catalog.Names)}");
        Terminal.Print(new JsonObject
        {
            ["arguments"] = JsonObject.Create(tool.InputSchema),
            ["result"] = JsonObject.Create(tool.OutputSchema)
        });
        return ExitCode.Ok;
    }

    private static JsonObject Row(CatalogTool tool, bool tokens)
    {
        var row = new JsonObject { ["name"] = tool.Name, ["kind"] = PluginCatalog.Word(tool.Kind), ["module"] = tool.Module };
        if (tokens) row["tokens"] = Tokens(tool);
        row["description"] = tool.Description;
        return row;
    }

    private static int Tokens(CatalogTool tool) =>
        (int)((tool.Name.Length + tool.Description.Length + tool.ListedSchema.GetRawText().Length) / CharactersPerToken);
}
