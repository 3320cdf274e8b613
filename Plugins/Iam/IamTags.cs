using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

/// <summary>Tags, as IAM wants and gives them.</summary>
internal static class IamTags
{
    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) => Tags.Map(tags, t => t.Key, t => t.Value);

    /// <summary>For a request.</summary>
    public static List<Tag>? From(
        IReadOnlyDictionary<string, string> tags) => Tags.List(tags, (key, value) => new Tag { Key = key, Value = value });
}
