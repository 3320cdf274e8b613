using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>Tags, as EC2 wants and gives them.</summary>
internal static class Ec2Tags
{
    /// <summary>The value of the tag Name.</summary>
    public static string? Name(this IEnumerable<Tag>? tags) => tags?.FirstOrDefault(t => t.Key == "Name")?.Value;

    /// <summary>For a result or a plan.</summary>
    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<Tag>? tags) =>
        Tags.Map(tags, t => t.Key, t => t.Value);

    /// <summary>Filters that ask EC2 for resources that carry all of these tags; an empty value asks for the key alone.</summary>
    public static IEnumerable<Filter> Filters(IReadOnlyDictionary<string, string> tags) =>
        tags.Select(t => t.Value.Length == 0 ? new Filter("tag-key", [Literal(t.Key)]) : new Filter($"tag:{t.Key}", [Literal(t.Value)]));

    /// <summary>
    /// A filter that lets through every name that <see cref="NameFilter"/> matches, and some more. EC2's filters distinguish case, so
    /// letters become wildcards here, and the tool compares the rows once more.
    /// </summary>
    public static IEnumerable<Filter> Like(string filter, string? pattern) => Filter(filter,
        string.IsNullOrEmpty(pattern) ? null
        : string.Concat(pattern.Select(c => char.IsLetter(c) ? "?" : c == '\\' ? @"\\" : c.ToString())));

    /// <summary>A value that a filter takes as it is: <c>*</c>, <c>?</c> and <c>\</c> mean something to EC2 in every filter.</summary>
    public static string Literal(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal)
            .Replace("?", @"\?", StringComparison.Ordinal);

    /// <summary>The size of the pages to ask EC2 for: what the caller wants, or large ones where the tool drops rows itself.</summary>
    public static int PageSize(PageInput input, bool dropsRows, int most = 1000) => dropsRows ? most : Math.Clamp(input.Limit, 5, most);

    /// <summary>A filter where a value was given, none otherwise; EC2 finds nothing by an empty one.</summary>
    public static IEnumerable<Filter> Filter(string name, string? value) => string.IsNullOrEmpty(value) ? [] : [new Filter(name, [value])];

    /// <summary>A yes or no as filters want it.</summary>
    public static string? Text(bool? value) => value switch { true => "true", false => "false", null => null };

    /// <summary>Tags for a resource that is being created, with its name; null when there are none, as EC2 refuses an empty list.</summary>
    public static List<TagSpecification>? For(ResourceType type, IReadOnlyDictionary<string, string> tags, string? name = null) =>
        For([type], tags, name);

    /// <summary>The same for several kinds of resources that one call creates.</summary>
    public static List<TagSpecification>? For(ResourceType[] types, IReadOnlyDictionary<string, string> tags, string? name = null)
    {
        var all = tags.Select(t => new Tag(t.Key, t.Value)).ToList();
        if (name is not null && !tags.ContainsKey("Name")) all.Insert(0, new("Name", name));
        return all.Count == 0 ? null : [.. types.Select(type => new TagSpecification { ResourceType = type, Tags = all })];
    }
}
