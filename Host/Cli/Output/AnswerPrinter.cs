using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core.Calls;
using Infra.Core.Calls.Steps;
using Infra.Core.Catalog;

namespace Infra.Host.Cli.Output;

/// <summary>
/// Prints the answers of a call as they were asked for: page by page as they come, or together where sorting or a query needs all.
/// </summary>
/// <param name="choice">What was asked for.</param>
/// <param name="tool">The tool that answers; null for an answer of the host itself.</param>
internal sealed class AnswerPrinter(OutputChoice choice, CatalogTool? tool = null) : IDisposable
{
    private readonly Screen screen = Screen.Current;
    private readonly List<JsonObject> gathered = [];
    private readonly HashSet<string> notes = [];
    private Pager? pager;
    private IAnswerOutput? output;
    private IReadOnlyList<string>? columns;
    private JsonObject around = [];

    /// <summary>How many rows were printed, or will be.</summary>
    public int Count { get; private set; }

    /// <summary>Whether nothing is printed before the end: a query can ask about any row, and so can a sort.</summary>
    public bool Gathers => choice.Query is not null || choice.SortBy is not null;

    private IAnswerOutput Output => output ??= Open();

    /// <summary>The next page of a list.</summary>
    /// <exception cref="UsageException">A column does not exist.</exception>
    public void Page(JsonObject page)
    {
        Rows([.. page["items"]!.AsArray().Select(r => r as JsonObject ?? new JsonObject { ["value"] = r?.DeepClone() })]);
        around = [];
        foreach (var (name, value) in page)
            if (name != "items") around[name] = value?.DeepClone();
        // What one page says holds for the list; that its rows were read with the page before is no news here.
        if (around["note"]?.GetValue<string>() is { } note
            && !(choice.IsAll && note.StartsWith(AnswerResult.HeldNote, StringComparison.Ordinal))) notes.Add(note);
        around.Remove("note");
        if (notes.Count > 0) around["note"] = string.Join(' ', notes);
    }

    /// <summary>Further rows, before the page that they belong to is whole.</summary>
    /// <exception cref="UsageException">A column does not exist.</exception>
    public void Rows(IReadOnlyList<JsonObject> rows)
    {
        Count += rows.Count;
        // Which columns there are, of accounts and regions too, only a row tells: the first target may have none.
        if (rows.Count == 0) return;
        columns ??= Columns(rows);
        if (Gathers) gathered.AddRange(rows);
        else Write(rows);
    }

    /// <summary>The list is over; says what the last page says besides its rows.</summary>
    /// <exception cref="UsageException">The query is none.</exception>
    public JsonObject End()
    {
        if (columns is null)
        {
            columns = Columns([]);
            if (!Gathers) Write([]);
        }

        if (Gathers)
        {
            IReadOnlyList<JsonObject> rows = choice.SortBy is { } by ? Row.Sorted(gathered, by, Known(gathered)) : gathered;
            if (choice.Query is { } query)
            {
                var whole = new JsonObject { ["items"] = new JsonArray([.. rows.Select(r => r.DeepClone())]) };
                foreach (var (name, value) in around) whole[name] = value?.DeepClone();
                Output.Value(Query.Of(whole, query));
                return around;
            }

            Write(rows);
        }

        Output.End(around);
        return around;
    }

    /// <summary>An answer that is no list.</summary>
    public void Print(JsonNode answer)
    {
        if (choice.Query is { } query) Output.Value(Query.Of(answer, query));
        else if (choice.Format is OutputFormat.Json or OutputFormat.Yaml) Output.Value(answer);
        // Of a write the result; JSON also says what stands around it.
        else Output.Value(tool?.Kind > ToolKind.Read && answer is JsonObject { Count: > 0 } o && o["result"] is { } result ? result
            : answer);
    }

    /// <summary>What a table does not show; null when it shows all.</summary>
    public string? Missing => (output as TableOutput)?.Missing;

    public void Dispose() => pager?.Dispose();

    /// <summary>The columns that the rows of a list have by its schema.</summary>
    public static IReadOnlyList<string> Declared(CatalogTool? tool) =>
        tool is { IsPage: true } && tool.Manifest.OutputSchema.GetProperty("properties").GetProperty("items") is var items
            && items.TryGetProperty("items", out var row) && row.TryGetProperty("properties", out var properties)
                && properties.ValueKind is JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(p => p.Name)]
            : [];

    private void Write(IReadOnlyList<JsonObject> rows) =>
        Output.Rows(choice.Columns is null || choice.Format is not (OutputFormat.Json or OutputFormat.Yaml) ? rows
            : [.. rows.Select(r => Row.With(r, columns!))], columns!);

    private IReadOnlyList<string> Columns(IReadOnlyList<JsonObject> rows)
    {
        var known = Known(rows);
        return choice.Columns is not { Count: > 0 } wanted ? known
            : Row.Chosen(wanted, rows.Count == 0 ? [HostArguments.AccountName, HostArguments.RegionName, .. known] : known);
    }

    private IReadOnlyList<string> Known(IReadOnlyList<JsonObject> rows) => Row.Columns(Declared(tool), rows);

    private IAnswerOutput Open()
    {
        TextWriter to = pager = new(Terminal.Out, screen, choice.Pager);
        return choice.Format switch
        {
            OutputFormat.Table => new TableOutput(to, screen, DateTimeOffset.UtcNow, keepAll: choice.Columns is not null),
            OutputFormat.Yaml => new YamlOutput(to),
            OutputFormat.Csv or OutputFormat.Ids or OutputFormat.Text => new LinesOutput(to, choice.Format),
            _ => new JsonOutput(to),
        };
    }
}
