using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>Tags, as RDS wants and gives them.</summary>
internal static class RdsTags
{
    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) => Tags.Map(tags, t => t.Key, t => t.Value);

    /// <summary>For a resource that is being created or tagged; null when there are none.</summary>
    public static List<Tag>? ToList(IReadOnlyDictionary<string, string> tags) =>
        Tags.List(tags, (key, value) => new Tag { Key = key, Value = value });
}
