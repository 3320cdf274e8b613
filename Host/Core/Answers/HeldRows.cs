using System.Text.Json.Nodes;

namespace Infra.Core.Answers;

/// <summary>
/// Rows that were read from AWS and did not fit into a page any more, kept for a minute: the next page then costs no request. Without
/// them a list that AWS does not page is read whole for each page. What is not held any longer is read again.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class HeldRows(TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    // Of all lists together.
    private const int MostCharacters = 4_000_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Held> held = [];

    /// <summary>Keeps the rows behind a page.</summary>
    /// <param name="key">Tool, arguments, target, caller and the place where the rows begin.</param>
    /// <param name="rows">The rows, without secrets.</param>
    /// <param name="following">The tool's own cursor to what comes after them.</param>
    /// <param name="readAt">When they were read; null for now.</param>
    public void Keep(string key, IReadOnlyList<JsonNode?> rows, string? following, DateTimeOffset? readAt = null)
    {
        var entry = new Held([.. rows], following, readAt ?? time.GetUtcNow(), rows.Sum(r => r is null ? 4 : HostJson.Text(r).Length));
        if (entry.Characters > MostCharacters) return;
        lock (gate)
        {
            Drop(time.GetUtcNow() - Lifetime);
            foreach (var oldest in held.OrderBy(h => h.Value.ReadAt).Select(h => h.Key).ToList())
            {
                if (held.Values.Sum(h => h.Characters) + entry.Characters <= MostCharacters) break;
                held.Remove(oldest);
            }

            held[key] = entry;
        }
    }

    /// <summary>Takes rows that are still held; null when there are none.</summary>
    public (JsonArray Rows, string? Following, DateTimeOffset ReadAt)? Take(string key)
    {
        lock (gate)
        {
            Drop(time.GetUtcNow() - Lifetime);
            return held.Remove(key, out var entry) ? (new JsonArray([.. entry.Rows]), entry.Following, entry.ReadAt) : null;
        }
    }

    private void Drop(DateTimeOffset before)
    {
        foreach (var old in held.Where(h => h.Value.ReadAt < before).Select(h => h.Key).ToList()) held.Remove(old);
    }

    private sealed record Held(JsonNode?[] Rows, string? Following, DateTimeOffset ReadAt, int Characters);
}
