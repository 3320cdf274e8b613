using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>Tags, as IAM wants and gives them.</summary>
internal static class IamTags
{
    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) =>
        (tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value);

    /// <summary>For a request.</summary>
    public static List<Tag> From(IReadOnlyDictionary<string, string> tags) => [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })];
}
