using System.Text.Json.Nodes;
using Infra.Core.Answers;

namespace Infra.Host.Cli.Output;

/// <summary>A row a line, for scripts: CSV with a header, or values with tabs between them, or ids alone.</summary>
/// <param name="to">Where it goes.</param>
/// <param name="format">Which of the three.</param>
internal sealed class LinesOutput(TextWriter to, OutputFormat format) : IAnswerOutput
{
    private bool begun;

    public void Rows(IReadOnlyList<JsonObject> rows, IReadOnlyList<string> columns)
    {
        if (!begun && format is OutputFormat.Csv) to.WriteLine(string.Join(',', columns.Select(Quoted)));
        begun = true;
        foreach (var row in rows)
        {
            to.WriteLine(format switch
            {
                OutputFormat.Csv => string.Join(',', columns.Select(c => Quoted(Row.Text(Row.Cell(row, c))))),
                OutputFormat.Ids => Visible.Line(Row.Identity(row)),
                _ => string.Join('\t', columns.Select(c => Visible.Line(Row.Text(Row.Cell(row, c))))),
            });
        }
    }

    public void End(JsonObject around) { }

    public void Value(JsonNode? value)
    {
        switch (value)
        {
            case JsonArray list when list.Count > 0 && list.All(i => i is JsonObject):
                var rows = list.Select(i => i!.AsObject()).ToList();
                Rows(rows, Row.Columns([], rows));
                break;
            case JsonArray list:
                foreach (var item in list) Value(item);
                break;
            case JsonObject o when format is OutputFormat.Text:
                foreach (var (name, its) in o) to.WriteLine($"{Visible.Line(name)}\t{Visible.Line(Row.Text(its))}");
                break;
            case JsonObject o:
                Rows([o], Row.Columns([], [o]));
                break;
            default:
                to.WriteLine(Visible.Line(Row.Text(value)));
                break;
        }
    }

    private static string Quoted(string text)
    {
        // A tab moves nothing that a quoted field does not bear.
        text = string.Join('\t', text.Split('\t').Select(Visible.Lines));
        return text.AsSpan().ContainsAny("\",\n\t ") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
