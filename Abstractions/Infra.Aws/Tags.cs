namespace Infra.Aws;

/// <summary>Tags: each AWS service has a type of its own for the same pair.</summary>
public static class Tags
{
    // Keys that only AWS itself sets and removes, in any case of letters.
    private const string Reserved = "aws:";

    private const int Most = 50, LongestKey = 128, LongestValue = 256;

    /// <summary>A service's tags as a map, in the order of their keys.</summary>
    /// <param name="tags">As the service gives them; null for none.</param>
    /// <param name="key">The key of one.</param>
    /// <param name="value">Its value.</param>
    public static IReadOnlyDictionary<string, string> Map<T>(IEnumerable<T>? tags, Func<T, string> key, Func<T, string?> value) =>
        (tags ?? []).OrderBy(key, StringComparer.Ordinal).ToDictionary(key, t => value(t) ?? "");

    /// <summary>A map as a service's tags; null when it is empty, since several services refuse an empty list.</summary>
    /// <param name="tags">Keys and values.</param>
    /// <param name="tag">Makes one.</param>
    public static List<T>? List<T>(IReadOnlyDictionary<string, string> tags, Func<string, string, T> tag) =>
        tags.Count == 0 ? null : [.. tags.Select(t => tag(t.Key, t.Value))];

    /// <summary>Whether a resource carries all of the wanted tags. An empty wanted value matches any value.</summary>
    /// <param name="tags">Those of the resource.</param>
    /// <param name="wanted">Those to have.</param>
    public static bool Match(IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> wanted) =>
        wanted.All(w => tags.TryGetValue(w.Key, out var value) && (w.Value.Length == 0 || w.Value == value));

    /// <summary>The tags that a caller can set again: all but those that AWS sets itself.</summary>
    /// <param name="tags">Those of a resource.</param>
    public static IReadOnlyDictionary<string, string> Own(IReadOnlyDictionary<string, string> tags) =>
        tags.Where(t => !IsReserved(t.Key)).ToDictionary();

    /// <summary>
    /// Why a resource cannot have so many tags, for a plan; null when it can. AWS does not count those that it sets itself.
    /// </summary>
    /// <param name="resource">Whose, as a person recognises it.</param>
    /// <param name="keys">The keys that it has at the moment when it has most: tags are set before others are removed.</param>
    /// <param name="most">Most that the service takes.</param>
    public static string? Excess(string resource, IEnumerable<string> keys, int most = Most) =>
        keys.Distinct(StringComparer.Ordinal).Count(k => !IsReserved(k)) is var count && count > most
            ? $"{resource} would have {count} tags, and AWS takes {most}; remove others first, in a call of its own." : null;

    /// <summary>Refuses what every AWS service refuses of tags to set and keys to remove.</summary>
    /// <param name="set">To set.</param>
    /// <param name="remove">To remove.</param>
    /// <exception cref="ToolException">A key is AWS's own, empty or too long, a value is too long, there are too many, or a tag is to be
    /// set and removed at once.</exception>
    internal static void Check(IReadOnlyDictionary<string, string> set, IReadOnlyList<string> remove)
    {
        if (set.Keys.Concat(remove).FirstOrDefault(IsReserved) is { } reserved)
            throw ToolException.InvalidInput($"The tag '{reserved}' is one of AWS itself.", "Choose a key that does not begin with aws:.");
        if (remove.FirstOrDefault(set.ContainsKey) is { } both)
            throw ToolException.InvalidInput($"The tag '{both}' cannot be set and removed at once.", "Name it only once.");
        if (set.Keys.FirstOrDefault(k => k.Length is 0 or > LongestKey) is { } key)
            throw ToolException.InvalidInput($"The key of a tag has 1 to {LongestKey} characters, and '{key}' has {key.Length}.");
        if (set.FirstOrDefault(t => t.Value.Length > LongestValue) is { Key: { } name, Value: var value })
            throw ToolException.InvalidInput(
                $"The value of a tag has at most {LongestValue} characters, and that of '{name}' has {value.Length}.");
        if (set.Count > Most) throw ToolException.InvalidInput($"A resource has at most {Most} tags, and these are {set.Count}.");
    }

    private static bool IsReserved(string key) => key.StartsWith(Reserved, StringComparison.OrdinalIgnoreCase);
}
