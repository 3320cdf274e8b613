using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DuckDB.NET.Data;

namespace Infra.Plugins.Inventory;

/// <summary>inventory_changes: a table of two snapshots of the history, row by row. No AWS call.</summary>
public static class Changes
{
    internal static Tool Tool(Folder folder) => new Tool<Input, Page<Row>>
    {
        Name = "changes",
        Description = "Compares a stored table at two times: rows added, removed and changed, with the fields. For who did it, use "
            + "trail_list_events.",
        Kind = ToolKind.Read,
        Idempotent = true,
        Examples = ["What changed in our security groups since yesterday?", "Which instances are new since Monday?"],
        Deadline = TimeSpan.FromMinutes(1),
        Run = (input, _, ct) => Task.Run(() => Run(folder, input), ct),
    };

    public sealed record Input : PageInput
    {
        [Description("Its name: a list tool's without list_."), MinLength(1)]
        public required string Table { get; init; }

        [Description("Last snapshot until then: 2026-01-31T08:00Z; default the one before.")]
        public string? From { get; init; }

        [Description("Like from; default the newest.")]
        public string? To { get; init; }
    }

    /// <param name="Change">added, removed or changed.</param>
    /// <param name="Key">What tells the row from others of its account and region.</param>
    /// <param name="Fields">What changed.</param>
    public sealed record Row(string Change, string Account, string? Region, string Key, IReadOnlyList<Field>? Fields);

    public sealed record Field(string Name, JsonElement? From, JsonElement? To);

    internal static Page<Row> Run(Folder folder, Input input)
    {
        var parts = folder.Parts(input.Table).Where(p => p.HasRows).ToList();
        if (parts.Count == 0)
            throw new ToolException(ToolErrorCode.NotFound, $"Nothing is stored of a table '{input.Table}'.",
                folder.Tables.Any() ? $"Tables: {string.Join(", ", folder.Tables)}." : "A person fills it with 'infra inventory sync'.");
        var to = Time(input.To, "to") ?? parts[^1].Time;
        var newest = parts.Where(p => p.Time <= to).Select(p => (DateTimeOffset?)p.Time).LastOrDefault()
            ?? throw NoSnapshot(to, parts);
        var from = Time(input.From, "from") ?? parts.Where(p => p.Time < newest).Select(p => (DateTimeOffset?)p.Time).LastOrDefault()
            ?? throw new ToolException(ToolErrorCode.NotFound, $"Only one snapshot of {input.Table} is stored, of {newest.UtcDateTime:s}Z.",
                "A second one comes of the next 'infra inventory sync'.");
        // An account or region that was not read since has not changed, as far as anybody knows.
        var (older, newer) = (At(parts, from), At(parts, to));
        if (older.Count == 0) throw NoSnapshot(from, parts);
        if (older.Max(p => p.Part.Time) > newer.Max(p => p.Part.Time))
            throw ToolException.InvalidInput("'from' is later than 'to'.", "Exchange them.");

        using var connection = Sql.Open();
        var fields = "SELECT * EXCLUDE (snapshot) FROM";
        connection.Run($"CREATE TABLE both_of AS {Rows(older.Union(newer))}");
        connection.Run($"CREATE TABLE older AS {Rows(older)} UNION ALL BY NAME (FROM both_of LIMIT 0)");
        connection.Run($"CREATE TABLE newer AS {Rows(newer)} UNION ALL BY NAME (FROM both_of LIMIT 0)");
        var key = Key(connection);
        var skip = int.TryParse(input.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) ? offset : 0;
        var found = connection.Read($"""
            SELECT to_json(o), to_json(n), coalesce(n.account, o.account), coalesce(n.region, o.region), coalesce(n.row_key, o.row_key)
            FROM (SELECT *, {key} AS row_key FROM ({fields} older) x) o
            FULL OUTER JOIN (SELECT *, {key} AS row_key FROM ({fields} newer) x) n
              ON o.account = n.account AND o.region IS NOT DISTINCT FROM n.region AND o.row_key = n.row_key
            WHERE o.row_key IS NULL OR n.row_key IS NULL OR to_json(o) IS DISTINCT FROM to_json(n)
            ORDER BY 3, 4, 5 LIMIT {input.Limit + 1} OFFSET {skip}
            """, r => ToRow(Text(r, 0), Text(r, 1), r.GetString(2), Text(r, 3), r.GetString(4))).ToList();
        return new(found.Count > input.Limit ? found[..input.Limit] : found,
            found.Count > input.Limit ? (skip + input.Limit).ToString(CultureInfo.InvariantCulture) : null)
        {
            Note = $"From {older.Max(p => p.Part.Time).UtcDateTime:s}Z to {newer.Max(p => p.Part.Time).UtcDateTime:s}Z.",
        };
    }

    private static ToolException NoSnapshot(DateTimeOffset time, List<Part> parts) => new(ToolErrorCode.NotFound,
        $"There is no snapshot of {parts[0].Table} at or before {time.UtcDateTime:s}Z.",
        $"The first is of {parts[0].Time.UtcDateTime:s}Z, the last of {parts[^1].Time.UtcDateTime:s}Z.");

    private static DateTimeOffset? Time(string? text, string name) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw ToolException.InvalidInput($"'{name}' is no time: {text}", "Pass one like 2026-01-31T08:00Z.");

    private static List<(Part Part, string Where)> At(List<Part> parts, DateTimeOffset time) =>
        [.. parts.Where(p => p.Time <= time).GroupBy(p => p.Account).SelectMany(g => new NewestRows(g).Rows)];

    private static string Rows(IEnumerable<(Part Part, string Where)> parts) => string.Join(" UNION ALL BY NAME ", parts.Select(p =>
        $"SELECT {Sql.Text(p.Part.Account)} AS account, * FROM read_parquet({Sql.Text(p.Part.File)}, hive_partitioning = false) "
            + $"WHERE {p.Where}"));

    // The first column whose value no two rows of an account and region share; else a row is nothing but itself, and never changed.
    private static string Key(DuckDBConnection connection)
    {
        var names = connection.Read("DESCRIBE newer", r => (Name: r.GetString(0), Type: r.GetString(1)))
            .Where(c => c.Type is "VARCHAR" && c.Name is not ("account" or "region")).Select(c => c.Name).ToList();
        var first = names.OrderBy(n => n switch
        {
            "id" => 0,
            "arn" => 1,
            "name" => 2,
            _ when n.EndsWith("_id", StringComparison.Ordinal) || n.EndsWith("_arn", StringComparison.Ordinal) => 3,
            _ => 4,
        });
        foreach (var name in first.Select(Sql.Name))
        {
            if (new[] { "older", "newer" }.All(table => connection.Read(
                $"SELECT count(*) = count(DISTINCT (account, region, {name})) AND count({name}) = count(*) FROM {table}",
                r => r.GetBoolean(0)).Single())) return name;
        }

        return "CAST(to_json(x) AS VARCHAR)";
    }

    private static string? Text(System.Data.Common.DbDataReader row, int i) => row.IsDBNull(i) ? null : row.GetString(i);

    private static Row ToRow(string? older, string? newer, string account, string? region, string key)
    {
        var (from, to) = (Parse(older), Parse(newer));
        if (from is null) return new("added", account, region, key, null);
        if (to is null) return new("removed", account, region, key, null);
        return new("changed", account, region, key,
        [
            .. to.Where(f => !JsonNode.DeepEquals(f.Value, from[f.Key]))
                .Select(f => new Field(f.Key, Element(from[f.Key]), Element(f.Value)))
        ]);
    }

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonSerializer.SerializeToElement(node);

    // A row that is not there is one of nulls.
    private static JsonObject? Parse(string? row) =>
        row is not null && JsonNode.Parse(row) is JsonObject its && its["row_key"] is not null ? its : null;
}
