namespace Infra.Aws;

/// <summary>Tags: each AWS service has a type of its own for the same pair.</summary>
public static class Tags
{
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
}
