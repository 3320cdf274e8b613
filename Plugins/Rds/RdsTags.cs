using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>Tags, as RDS wants and gives them.</summary>
internal static class RdsTags
{
    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) =>
        (tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value ?? "");

    /// <summary>For a resource that is being created or tagged; null when there are none.</summary>
    public static List<Tag>? ToList(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? null : [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })];
}
