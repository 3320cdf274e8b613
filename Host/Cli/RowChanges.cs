using System.Text.Json.Nodes;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli;

/// <summary>A difference between two answers.</summary>
/// <param name="Kind">added, removed or changed.</param>
/// <param name="Id">Of the row; empty where the answer is no list.</param>
/// <param name="Property">Null where the whole row is meant.</param>
/// <param name="From">The value before.</param>
/// <param name="To">The value afterwards.</param>
internal sealed record RowChange(string Kind, string Id, string? Property = null, JsonNode? From = null, JsonNode? To = null)
{
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["change"] = Kind, ["id"] = Id };
        if (Property is not null) json["property"] = Property;
        if (From is not null) json["from"] = From.DeepClone();
        if (To is not null) json["to"] = To.DeepClone();
        return json;
    }
}

/// <summary>Compares two answers of the same tool, row by row.</summary>
internal static class RowChanges
{
    /// <summary>The differences, in the order of the rows.</summary>
    /// <param name="before">The one answer.</param>
    /// <param name="after">The other.</param>
    /// <param name="by">The column that tells which rows belong together; null for the id.</param>
    public static IReadOnlyList<RowChange> Between(JsonObject before, JsonObject after, string? by = null)
    {
        var (old, now) = (Rows(before, by), Rows(after, by));
        List<RowChange> changes = [.. old.Where(o => !now.ContainsKey(o.Key))
            .Select(o => new RowChange("removed", o.Key, From: Whole(o.Value)))];
        foreach (var (id, row) in now)
        {
            if (!old.TryGetValue(id, out var was)) changes.Add(new("added", id, To: Whole(row)));
            else changes.AddRange(Between(id, was, row, ""));
        }

        return changes;
    }

    private static IEnumerable<RowChange> Between(string id, JsonObject before, JsonObject after, string above)
    {
        foreach (var name in before.Select(p => p.Key).Union(after.Select(p => p.Key)))
        {
            var (from, to) = (before[name], after[name]);
            if (JsonNode.DeepEquals(from, to)) continue;
            if (from is JsonObject was && to is JsonObject now)
            {
                foreach (var inner in Between(id, was, now, $"{above}{name}.")) yield return inner;
            }
            else
            {
                yield return new("changed", id, above + name, from, to);
            }
        }
    }

    // Rows of the same name, as versions of one object, are told apart by their number.
    private static Dictionary<string, JsonObject> Rows(JsonObject answer, string? by)
    {
        if (answer["items"] is not JsonArray items) return new() { [""] = answer };
        Dictionary<string, JsonObject> rows = [];
        foreach (var row in items.OfType<JsonObject>())
        {
            var id = by is null ? Row.Identity(row) : Row.Text(Row.Cell(row, by));
            var free = id;
            for (var n = 2; !rows.TryAdd(free, row); n++) free = $"{id} #{n}";
        }

        return rows;
    }

    private static JsonNode Whole(JsonObject row) => row.DeepClone();
}
