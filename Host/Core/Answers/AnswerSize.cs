using System.Text.Json;
using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

/// <summary>
/// Keeps answers small, and says so: pages are cut with a cursor that goes on there, other results with a list of what was cut.
/// </summary>
internal static class AnswerSize
{
    // Small settings must still leave a row that can be recognised.
    private const int LeastRow = 500;

    /// <summary>
    /// Cuts a page to the limit and the size, and makes its cursor. Rows are only ever left for the next page, never lost: a row that
    /// is too long by itself is cut inside, which the page's note says.
    /// </summary>
    /// <param name="page">A result in the form of <see cref="Page{T}"/>, without its cursor; changed in place.</param>
    /// <param name="tool">The tool that gave it; a cursor holds for it alone.</param>
    /// <param name="at">Where this page was asked for.</param>
    /// <param name="following">The tool's own cursor to the next page; null when there is none.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="begun">Whether the rows before the place are not in it any more.</param>
    /// <param name="maxCharacters">Longest page, with all that stands around its rows.</param>
    /// <returns>The rows that were left for the next page.</returns>
    public static IReadOnlyList<JsonNode?> CutPage(
        JsonObject page, string tool, Place at, string? following, int limit, int maxCharacters, bool begun = false)
    {
        var items = page["items"]!.AsArray();
        for (var i = 0; !begun && i < at.Skip && items.Count > 0; i++) items.RemoveAt(0);

        var available = maxCharacters - Around(page, tool, at with { Skip = at.Skip + items.Count }, following);
        var kept = 0;
        for (var size = 0; kept < items.Count && kept < limit; kept++)
        {
            size += HostJson.Text(items[kept]!).Length + 1;
            // One row is always given, or a page could never be passed.
            if (kept > 0 && size > available) break;
        }

        var next = kept < items.Count ? (at with { Skip = at.Skip + kept }).Write(tool)
            : following is { Length: > 0 } ? new Place(following, 0).Write(tool)
            : null;
        List<JsonNode?> left = [];
        while (items.Count > kept)
        {
            left.Add(items[^1]);
            items.RemoveAt(items.Count - 1);
        }

        left.Reverse();
        if (items is [JsonObject only]) CutRow(page, only, available);
        page.Remove("nextCursor");
        if (next is not null) page["nextCursor"] = next;
        page["complete"] = next is null;
        return left;
    }

    // The length of a page without its rows, with the longer of its possible cursors.
    private static int Around(JsonObject page, string tool, Place last, string? following)
    {
        var at = page.IndexOf("items");
        var items = page["items"]!;
        page.RemoveAt(at);
        var length = HostJson.Text(page).Length;
        page.Insert(at, "items", items);
        var cursor = Math.Max(last.Write(tool).Length, following is null ? 0 : new Place(following, 0).Write(tool).Length);
        return length + cursor + "\"items\":[],\"nextCursor\":\"\",\"complete\":false".Length;
    }

    /// <summary>Cuts the only row of a page inside where it is too long, and says so in the page's note.</summary>
    public static void CutRow(JsonObject page, JsonObject row, int available)
    {
        CutToSize(row, Math.Max(available, LeastRow));
        if (row["truncated"] is not JsonArray cuts) return;
        row.Remove("truncated");
        var note = $"The row was too long and was cut ({string.Join("; ", cuts.Select(c => c!.GetValue<string>()))}).";
        page["note"] = page["note"]?.GetValue<string>() is { Length: > 0 } said ? $"{said} {note}" : note;
    }

    /// <summary>Halves the largest lists and texts until the result fits, and lists what it cut under <c>truncated</c>.</summary>
    /// <returns>The result as text.</returns>
    public static string CutToSize(JsonObject result, int maxCharacters)
    {
        var text = HostJson.Text(result);
        Dictionary<string, (int Kept, int Of, string Unit)> cuts = [];
        for (; text.Length > maxCharacters && Largest(result, "") is { Size: > 200 } largest; text = HostJson.Text(result))
        {
            if (largest.Node is JsonArray list)
            {
                var of = cuts.TryGetValue(largest.Path, out var before) ? before.Of : list.Count;
                var keep = list.Count / 2;
                while (list.Count > keep) list.RemoveAt(list.Count - 1);
                cuts[largest.Path] = (keep, of, "items");
            }
            else
            {
                var whole = largest.Node.GetValue<string>();
                var of = cuts.TryGetValue(largest.Path, out var before) ? before.Of : whole.Length;
                var keep = whole.Length / 2;
                if (char.IsHighSurrogate(whole[keep - 1])) keep--;
                largest.Node.ReplaceWith(whole[..keep]);
                cuts[largest.Path] = (keep, of, "characters");
            }
        }

        if (cuts.Count == 0) return text;
        result["truncated"] = new JsonArray(
            [.. cuts.Select(c => JsonValue.Create($"{c.Key}: the first {c.Value.Kept} of {c.Value.Of} {c.Value.Unit}"))]);
        return HostJson.Text(result);
    }

    // The largest list or text that holds no larger list itself: what to cut so that the least is lost.
    private static (JsonNode Node, string Path, int Size)? Largest(JsonNode node, string path)
    {
        (JsonNode Node, string Path, int Size)? best = null;
        IEnumerable<(JsonNode? Child, string Path)> children = node switch
        {
            JsonObject o => o.Select(p => (p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
            JsonArray a => a.Select((v, i) => (v, $"{path}[{i}]")),
            _ => [],
        };
        foreach (var (child, at) in children)
            if (child is not null && Largest(child, at) is { } found && (best is null || found.Size > best.Value.Size)) best = found;

        if (node is JsonArray { Count: > 1 } list)
        {
            var size = HostJson.Text(list).Length;
            // A single huge entry is cut inside; many entries are cut at the end.
            if (best is null || best.Value.Size < size / 2) best = (list, path, size);
        }
        else if (node is JsonValue value && value.GetValueKind() is JsonValueKind.String
            && value.GetValue<string>() is { Length: > 1 } text)
        {
            best = (value, path, text.Length);
        }

        return best;
    }
}

/// <summary>A place in a list: the tool's own cursor, and how many rows of that page were given before.</summary>
internal sealed record Place(string? Cursor, int Skip)
{
    /// <summary>
    /// The limit that the tool was asked with. AWS's pages follow it, so rows that were passed over are counted in pages of that size,
    /// whatever limit the next call names. Null where none was given, or nothing is passed over.
    /// </summary>
    public int? Limit { get; init; }

    public string Write(string tool) =>
        CursorText.Write(Limit is null ? new JsonArray(tool, Skip, Cursor) : new JsonArray(tool, Skip, Cursor, Limit));

    /// <exception cref="ToolException">It is not a cursor of this tool.</exception>
    public static Place Read(string? text, string tool)
    {
        if (string.IsNullOrEmpty(text)) return new(null, 0);
        try
        {
            var json = CursorText.Read(text);
            if (json.ValueKind is JsonValueKind.Array && json.GetArrayLength() is 3 or 4 && json[0].ValueEquals(tool)
                && json[1].GetInt32() is >= 0 and var skip)
                return new(json[2].GetString(), skip) { Limit = json.GetArrayLength() is 4 ? json[3].GetInt32() : null };
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            // Said below.
        }

        throw new ToolException(ToolErrorCode.InvalidInput, "'cursor' is not one that this tool gave.",
            "Pass the nextCursor of the page before, unchanged, or leave cursor out to begin.");
    }
}
