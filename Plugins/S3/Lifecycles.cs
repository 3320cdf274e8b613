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
        var (filter, and) = (rule.Filter, rule.Filter?.And);
#pragma warning disable CS0618 // Rules of the first version of the API have their prefix here.
        var prefix = filter?.Prefix ?? and?.Prefix ?? rule.Prefix;
#pragma warning restore CS0618
        if (rule.Status?.Value == "Disabled") yield return "disabled";
        yield return string.IsNullOrEmpty(prefix) ? "all keys" : $"prefix {prefix}";
        foreach (var tag in (and?.Tags ?? []).Concat(filter?.Tag is { } one ? [one] : [])) yield return $"tag {tag.Key}={tag.Value}";
        if ((filter?.ObjectSizeGreaterThan ?? and?.ObjectSizeGreaterThan) is { } over) yield return $"over {over} bytes";
        if ((filter?.ObjectSizeLessThan ?? and?.ObjectSizeLessThan) is { } under) yield return $"under {under} bytes";
    }

    private static IEnumerable<string> Acts(LifecycleRule rule)
    {
        foreach (var t in rule.Transitions ?? []) yield return $"to {t.StorageClass} {When(t.Days, t.Date)}";
        if (rule.Expiration is { ExpiredObjectDeleteMarker: true }) yield return "remove lone delete markers";
        else if (rule.Expiration is { } expire) yield return $"expire {When(expire.Days, expire.Date)}";
        foreach (var t in rule.NoncurrentVersionTransitions ?? []) yield return $"old versions to {t.StorageClass} after {t.NoncurrentDays} days{Kept(t.NewerNoncurrentVersions)}";
        if (rule.NoncurrentVersionExpiration is { } old) yield return $"delete old versions after {old.NoncurrentDays} days{Kept(old.NewerNoncurrentVersions)}";
        if (rule.AbortIncompleteMultipartUpload is { } abort) yield return $"abort unfinished uploads after {abort.DaysAfterInitiation} days";
    }

    private static string When(int? days, DateTime? date) => days is not null || date is null ? $"after {days ?? 0} days" : $"on {date:yyyy-MM-dd}";

    private static string Kept(int? versions) => versions is > 0 ? $" but keep {versions}" : "";
}
