using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>Lifecycle rules in words.</summary>
internal static class Lifecycles
{
    /// <summary><c>old logs (prefix logs/): expire after 30 days</c></summary>
    public static string Describe(LifecycleRule rule)
    {
        var name = string.IsNullOrEmpty(rule.Id) ? "rule" : rule.Id;
        return $"{name} ({string.Join(", ", Scope(rule))}): {string.Join("; ", Acts(rule))}";
    }

    private static IEnumerable<string> Scope(LifecycleRule rule)
    {
        if (rule.Status?.Value == "Disabled") yield return "disabled";
#pragma warning disable CS0618 // Rules of the first version of the API have their prefix here.
        var parts = Filters(rule.Filter).Append(string.IsNullOrEmpty(rule.Prefix) ? null : $"prefix {rule.Prefix}").OfType<string>()
            .ToList();
#pragma warning restore CS0618
        foreach (var part in parts) yield return part;
        if (parts.Count == 0) yield return "all keys";
    }

    // What is sent in properties of the filter is given back in predicates.
    private static IEnumerable<string?> Filters(LifecycleFilter? filter) => filter is null ? [] :
    [
        Prefix(filter.Prefix), Prefix(filter.And?.Prefix),
        .. (filter.And?.Tags ?? []).Append(filter.Tag).OfType<Tag>().Select(Tagged),
        Over(filter.ObjectSizeGreaterThan ?? filter.And?.ObjectSizeGreaterThan),
        Under(filter.ObjectSizeLessThan ?? filter.And?.ObjectSizeLessThan),
        .. Predicates(filter.LifecycleFilterPredicate),
    ];

    private static IEnumerable<string?> Predicates(LifecycleFilterPredicate? predicate) => predicate switch
    {
        null => [],
        LifecyclePrefixPredicate p => [Prefix(p.Prefix)],
        LifecycleTagPredicate p => [Tagged(p.Tag)],
        LifecycleObjectSizeGreaterThanPredicate p => [Over(p.ObjectSizeGreaterThan)],
        LifecycleObjectSizeLessThanPredicate p => [Under(p.ObjectSizeLessThan)],
        LifecycleNAryOperator p => (p.Operands ?? []).SelectMany(Predicates),
        _ => ["a filter that is not known here"],
    };

    private static string? Prefix(string? prefix) => string.IsNullOrEmpty(prefix) ? null : $"prefix {prefix}";

    private static string Tagged(Tag tag) => $"tag {tag.Key}={tag.Value}";

    private static string? Over(long? bytes) => bytes is null ? null : $"over {bytes} bytes";

    private static string? Under(long? bytes) => bytes is null ? null : $"under {bytes} bytes";

    private static IEnumerable<string> Acts(LifecycleRule rule)
    {
        foreach (var t in rule.Transitions ?? []) yield return $"to {t.StorageClass} {When(t.Days, t.Date)}";
        if (rule.Expiration is { ExpiredObjectDeleteMarker: true }) yield return "remove lone delete markers";
        else if (rule.Expiration is { } expire) yield return $"expire {When(expire.Days, expire.Date)}";
        foreach (var t in rule.NoncurrentVersionTransitions
            ?? []) yield return $"old versions to {t.StorageClass} after {t.NoncurrentDays} days{Kept(t.NewerNoncurrentVersions)}";
        if (rule.NoncurrentVersionExpiration is { } old)
            yield return $"delete old versions after {old.NoncurrentDays} days{Kept(old.NewerNoncurrentVersions)}";
        if (rule.AbortIncompleteMultipartUpload is { } abort)
            yield return $"abort unfinished uploads after {abort.DaysAfterInitiation} days";
    }

    private static string When(int? days, DateTime? date) =>
        days is not null || date is null ? $"after {days ?? 0} days" : $"on {date:yyyy-MM-dd}";

    private static string Kept(int? versions) => versions is > 0 ? $" but keep {versions}" : "";
}
