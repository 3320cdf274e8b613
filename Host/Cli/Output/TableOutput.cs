using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Core.Answers;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Infra.Host.Cli.Output;

/// <summary>
/// Tables for a person: as wide as the terminal, ids and names whole. Columns that do not fit are left out, and it says which. Later pages
/// keep the widths of the first one.
/// </summary>
/// <param name="to">Where it goes.</param>
/// <param name="screen">What it can show.</param>
/// <param name="now">For times, which are told as ages.</param>
/// <param name="keepAll">Whether the columns were asked for: then none is left out.</param>
/// <param name="isMarked">Whether a cell stands out: <c>infra watch</c> marks what changed.</param>
internal sealed partial class TableOutput(
    TextWriter to, Screen screen, DateTimeOffset now, bool keepAll = false, Func<JsonObject, string, bool>? isMarked = null) : IAnswerOutput
{
    private const int Gap = 2;

    // What is longer is cut where there is no room: the least that a text keeps.
    private const int LeastText = 16;

    private List<(string Name, int Width)>? layout;
    private List<string> left = [];
    private bool cut;

    /// <summary>What the table does not show, in a sentence; null when it shows everything.</summary>
    public string? Missing => (left, cut) switch
    {
        ({ Count: 0 }, false) => null,
        ({ Count: 0 }, true) => "What ends with … is cut; --output json has it whole.",
        _ => $"Not shown for lack of room: {string.Join(", ", left)}. Choose with --columns, or use a wider terminal.",
    };

    public void Rows(IReadOnlyList<JsonObject> rows, IReadOnlyList<string> columns)
    {
        var isFirst = layout is null;
        layout ??= Fit(rows, columns);
        if (layout.Count == 0) return;
        Write(Table(rows, layout, showHeaders: isFirst), 0);
    }

    public void End(JsonObject around) { }

    public void Value(JsonNode? value) => Nested(value, 0);

    // An object is told property by property, the objects and lists of objects in it below.
    private void Nested(JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonArray list when list.Count > 0 && list.All(i => i is JsonObject):
                var rows = list.Select(i => i!.AsObject()).ToList();
                var own = new TableOutput(to, screen with { Width = Math.Max(screen.Width - indent, 20) }, now, keepAll);
                own.Write(own.Table(rows, own.Fit(rows, Row.Columns([], rows)), showHeaders: true), indent);
                left = [.. left.Union(own.left)];
                cut |= own.cut;
                break;
            case JsonArray list:
                foreach (var item in list) Nested(item, indent);
                break;
            case JsonObject o:
                var plain = o.Where(p => !HasRows(p.Value)).ToList();
                var width = plain.Select(p => p.Key.GetCellWidth()).DefaultIfEmpty().Max();
                foreach (var (name, its) in plain) Property(name, its, width, indent);
                foreach (var (name, its) in o.Where(p => HasRows(p.Value)))
                {
                    Line($"{Heading(name)}{(its is JsonArray { Count: var count } ? $" ({count})" : "")}", indent);
                    Nested(its, indent + Gap);
                }

                break;
            default:
                Line(Plain(Row.Shown(value)), indent);
                break;
        }
    }

    private void Property(string name, JsonNode? value, int width, int indent)
    {
        var (text, style) = Cell(name, value);
        var lines = Fitted.Lines(text, Math.Max(screen.Width - indent - width - Gap, LeastText)).ToList();
        Line($"{Heading(name)}{new string(' ', width - name.GetCellWidth() + Gap)}{Styled(lines[0], style)}", indent);
        foreach (var line in lines.Skip(1)) Line(new string(' ', width + Gap) + Styled(line, style), indent);
    }

    private static bool HasRows(JsonNode? value) =>
        value is JsonObject { Count: > 3 } or JsonArray { Count: > 0 } && (value is not JsonArray list || list.Any(i => i is JsonObject));

    private List<(string Name, int Width)> Fit(IReadOnlyList<JsonObject> rows, IReadOnlyList<string> columns)
    {
        // A column that no row has is none.
        var all = columns.Where(c => keepAll || rows.Any(r => Row.Cell(r, c) is not null))
            .Select(c =>
                (Name: c, Width: rows.Select(r =>
                Cell(c, Row.Cell(r, c)).Text.GetCellWidth() + (isMarked is not null && !screen.HasColour && isMarked(r, c) ? 1 : 0))
                .Append(c.GetCellWidth()).Max(), Whole: IsWhole(c))).ToList();
        var room = screen.Width;
        // First long texts give way, then the columns at the end.
        var least = all.Select(c => c.Whole ? c.Width : Math.Min(c.Width, LeastText)).ToList();
        List<(string Name, int Width)> kept = [];
        foreach (var ((name, width, _), i) in all.Select((c, i) => (c, i)))
        {
            var used = kept.Select((k, j) => least[all.FindIndex(a => a.Name == k.Name)] + Gap).Sum();
            if (kept.Count > 0 && !keepAll && used + least[i] > room) left.Add(name);
            else kept.Add((name, width));
        }

        var over = kept.Sum(k => k.Width) + Gap * (kept.Count - 1) - room;
        while (over > 0)
        {
            var widest = kept.Select((k, j) => (Index: j, Spare: k.Width - least[all.FindIndex(a => a.Name == k.Name)]))
                .Where(k => k.Spare > 0).OrderByDescending(k => kept[k.Index].Width).FirstOrDefault();
            if (widest.Spare <= 0) break;
            var take = Math.Min(widest.Spare, Math.Max(1, over / 4));
            kept[widest.Index] = (kept[widest.Index].Name, kept[widest.Index].Width - take);
            over -= take;
        }

        return kept;
    }

    // An id that is cut is no id.
    private static bool IsWhole(string column) =>
        column is "id" or "name" or "arn" or "key" or "account" or "region" || column.EndsWith("Id", StringComparison.Ordinal);

    private Table Table(IReadOnlyList<JsonObject> rows, IReadOnlyList<(string Name, int Width)> columns, bool showHeaders)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = showHeaders };
        // Later pages may have longer ids and names than the first: these stay whole, at the cost of a crooked line.
        columns = [.. columns.Select(c => (c.Name, Width: IsWhole(c.Name) || screen.IsEndless
            ? rows.Select(r => Cell(c.Name, Row.Cell(r, c.Name)).Text.GetCellWidth()).Append(c.Width).Max() : c.Width))];
        foreach (var (name, width) in columns)
            table.AddColumn(new TableColumn(new Text(name,
                screen.HasColour ? new Style(decoration: Decoration.Bold) : (Style?)null))
            {
                Width = width,
                NoWrap = true,
                Padding = new(0, 0, Gap, 0)
            });
        foreach (var row in rows)
        {
            table.AddRow(columns.Select(c =>
            {
                var (text, style) = Cell(c.Name, Row.Cell(row, c.Name));
                if (isMarked?.Invoke(row, c.Name) is true)
                    (text, style) = screen.HasColour ? (text, new Style(decoration: Decoration.Invert)) : ($"*{text}", style);
                return (IRenderable)new Text(Cell(text, c.Width), style);
            }));
        }

        return table;
    }

    private (string Text, Style? Style) Cell(string name, JsonNode? value)
    {
        var text = Row.Shown(value);
        if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time))
            return (Age.Of(time, now), null);
        return (text, screen.HasColour && IsState(name) && StateColour.Of(text) is { } colour ? new Style(colour) : (Style?)null);
    }

    private static bool IsState(string column) =>
        column.EndsWith("state", StringComparison.OrdinalIgnoreCase) || column.EndsWith("status", StringComparison.OrdinalIgnoreCase)
        || column is "health";

    private string Cell(string text, int width)
    {
        var shown = Fitted.Cut(text, width);
        cut |= shown != text;
        return shown;
    }

    private string Heading(string name) => Styled(Visible.Line(name), new(decoration: Decoration.Bold));

    private static string Plain(string text) => text;

    private string Styled(string text, Style? style) => style is null || !screen.HasColour ? text : Rendered(new Text(text, style));

    private void Line(string text, int indent) => to.WriteLine(new string(' ', indent) + text.TrimEnd());

    private void Write(IRenderable what, int indent)
    {
        foreach (var line in Rendered(what).Split('\n'))
            if (line.Length > 0) Line(line, indent);
    }

    private string Rendered(IRenderable what)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = AnsiConsole.Create(new()
        {
            Ansi = screen.HasColour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = screen.HasColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        // As wide as it is laid out: what was asked for is not cut by Spectre.
        console.Profile.Width = 100_000;
        console.Write(what);
        return text.ToString().TrimEnd('\n');
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Instant();
}
