using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>Tags, as S3 wants and gives them.</summary>
internal static class S3Tags
{
    public static IReadOnlyDictionary<string, string> ToMap(IEnumerable<Tag>? tags) => Tags.Map(tags, t => t.Key, t => t.Value);

    /// <summary>Null when there are none, as S3 refuses an empty set.</summary>
    public static List<Tag>? ToList(IReadOnlyDictionary<string, string> tags) =>
        Tags.List(tags, (key, value) => new Tag { Key = key, Value = value });
}
