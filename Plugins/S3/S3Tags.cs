using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>Tags, as S3 wants and gives them.</summary>
internal static class S3Tags
{
    /// <summary>S3 takes no more of an object.</summary>
    public const int MostOfObject = 10;

    public static IReadOnlyDictionary<string, string> ToMap(IEnumerable<Tag>? tags) => Tags.Map(tags, t => t.Key, t => t.Value);

    /// <summary>Null when there are none, as S3 refuses an empty set.</summary>
    public static List<Tag>? ToList(IReadOnlyDictionary<string, string> tags) =>
        Tags.List(tags, (key, value) => new Tag { Key = key, Value = value });

    /// <summary>The tags after a change.</summary>
    /// <param name="now">Those that are there.</param>
    /// <param name="set">To add or to give another value.</param>
    /// <param name="remove">To take away.</param>
    /// <exception cref="ToolException">Nothing was asked for.</exception>
    public static SortedDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> set, IReadOnlyList<string> remove)
    {
        if (set.Count + remove.Count == 0) throw ToolException.NothingToChange();
        var next = new SortedDictionary<string, string>(now.ToDictionary(), StringComparer.Ordinal);
        foreach (var key in remove) next.Remove(key);
        foreach (var (key, value) in set) next[key] = value;
        return next;
    }
}
