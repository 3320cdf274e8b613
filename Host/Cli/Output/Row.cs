using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Settings;

namespace Infra.Host.Cli.Output;

/// <summary>Rows of a list as columns and cells.</summary>
internal static class Row
{
    private static readonly string[] Identities = ["id", "name", "arn", "key"];

    /// <summary>
    /// The names of the columns: as the schema has them, and what rows have besides in front of them, such as the account and region of
    /// each.
    /// </summary>
    /// <param name="known">From the schema.</param>
    /// <param name="rows">The first rows.</param>
    public static IReadOnlyList<string> Columns(IReadOnlyList<string> known, IEnumerable<JsonObject> rows)
    {
        List<string> columns = [.. known];
        var front = 0;
        foreach (var row in rows)
        {
            var seen = false;
            foreach (var (name, _) in row)
            {
                if (columns.Contains(name)) seen |= known.Contains(name);
                else if (seen || known.Count == 0) columns.Add(name);
                else columns.Insert(front++, name);
            }
        }

        return columns;
    }

    /// <summary>The columns that were asked for, as the rows call them; <c>tags.Name</c> reaches into a row.</summary>
    /// <exception cref="UsageException">One does not exist.</exception>
    public static IReadOnlyList<string> Chosen(IReadOnlyList<string> wanted, IReadOnlyList<string> known) =>
        [.. wanted.Select(w =>
            Known(w, known)
            ?? throw new UsageException($"There is no column '{w}'.{Nearest.Hint(w, known)} There is: {string.Join(", ", known)}."))];

    /// <summary>The row with these columns only.</summary>
    public static JsonObject With(JsonObject row, IReadOnlyList<string> columns)
    {
        var some = new JsonObject();
        foreach (var column in columns)
            if (Cell(row, column) is { } value) some[column] = value.DeepClone();
        return some;
    }

    /// <summary>A value of a row.</summary>
    public static JsonNode? Cell(JsonObject row, string column)
    {
        if (row.TryGetPropertyValue(column, out var own)) return own;
        JsonNode? at = row;
        foreach (var part in column.Split('.')) at = at is JsonObject o ? o[part] : null;
        return at;
    }

    /// <summary>What tells a row from the others: its id, else its name, ARN or key, else its first value.</summary>
    public static string Identity(JsonObject row)
    {
        var own = Identities.Select(i => row[i]).FirstOrDefault(v => v is not null) ?? row.FirstOrDefault(p => p.Value is JsonValue).Value;
        return own is null ? HostJson.Text(row) : Text(own);
    }

    /// <summary>A value in one line: lists with commas, objects as JSON.</summary>
    public static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(", ", list.Select(Text)),
        JsonObject o => HostJson.Text(o),
        JsonValue v when v.GetValueKind() is JsonValueKind.String => v.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    /// <summary>The same for a person: objects as <c>key=value</c>, and nothing that a terminal would act upon.</summary>
    public static string Shown(JsonNode? value) => Visible.Line(value switch
    {
        JsonArray list => string.Join(", ", list.Select(Shown)),
        JsonObject o => string.Join(" ", o.Select(p => $"{p.Key}={Shown(p.Value)}")),
        _ => Text(value),
    });

    /// <summary>Sorts rows by a column: numbers as numbers, what is missing last.</summary>
    /// <param name="by">The column; with a minus the largest first.</param>
    /// <param name="known">The columns that there are.</param>
    /// <param name="rows">The rows.</param>
    public static IReadOnlyList<JsonObject> Sorted(IReadOnlyList<JsonObject> rows, string by, IReadOnlyList<string> known)
    {
        var isDescending = by.StartsWith('-');
        var column = Chosen([by.TrimStart('-')], known)[0];
        var (with, without) = (rows.Where(r => Cell(r, column) is not null), rows.Where(r => Cell(r, column) is null));
        var sorted = with.OrderBy(r => Cell(r, column), Comparer<JsonNode?>.Create(Compare));
        return [.. isDescending ? sorted.Reverse() : sorted, .. without];
    }

    // Numbers stand before all else.
    private static int Compare(JsonNode? a, JsonNode? b) => (Number(a), Number(b)) switch
    {
        ({ } x, { } y) => x.CompareTo(y),
        (null, null) => string.CompareOrdinal(Text(a), Text(b)),
        ({ }, _) => -1,
        _ => 1,
    };

    // Of AWS's answers and of this program's own, which hold numbers as integers.
    private static double? Number(JsonNode? value) => value?.GetValueKind() is JsonValueKind.Number
        ? double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture) : null;

    private static string? Known(string wanted, IReadOnlyList<string> known) =>
        known.FirstOrDefault(k => k == wanted) ?? known.FirstOrDefault(k => Plain(k) == Plain(wanted))
        ?? (wanted.Split('.', 2) is [var outer, _] && known.Contains(outer) ? wanted : null);

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
