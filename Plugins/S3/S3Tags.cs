using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>Tags, as S3 wants and gives them.</summary>
internal static class S3Tags
{
    public static IReadOnlyDictionary<string, string> ToMap(IEnumerable<Tag>? tags) =>
        (tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value ?? "");

    /// <summary>Null when there are none, as S3 refuses an empty set.</summary>
    public static List<Tag>? ToList(IReadOnlyDictionary<string, string> tags) =>
        tags.Count == 0 ? null : [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })];
}
