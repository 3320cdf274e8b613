using System.Globalization;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>What several tools ask of log groups.</summary>
internal static class LogGroups
{
    public const string Name = @"[.\-_/#A-Za-z0-9]+";

    // PutRetentionPolicy takes no others.
    private static readonly int[] Retentions =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <summary>The group of exactly this name.</summary>
    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<LogGroup> FindAsync(IAmazonCloudWatchLogs logs, string name, CancellationToken ct) =>
        await TryFindAsync(logs, name, ct)
            ?? throw ToolException.NotFound($"The log group {name}", "logs_list_groups shows those there are.");

    /// <summary>The group; null when there is none.</summary>
    public static async Task<LogGroup?> TryFindAsync(IAmazonCloudWatchLogs logs, string name, CancellationToken ct)
    {
        // Those that begin so come in the order of their names, the shortest first, but a page may be empty.
        string? token = null;
        do
        {
            var answer = await logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = name, NextToken = token }, ct);
            if ((answer.LogGroups ?? []).FirstOrDefault(g => g.LogGroupName == name) is { } found) return found;
            token = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(token));
        return null;
    }

    /// <summary>The group as a plan touches it, with its tags.</summary>
    public static async Task<PlannedResource> ToResourceAsync(IAmazonCloudWatchLogs logs, LogGroup g, Unknowns unknowns,
        CancellationToken ct)
    {
        var tags = await unknowns.TryAsync("The tags", () => logs.ListTagsForResourceAsync(new() { ResourceArn = Arn(g) }, ct));
        return new(Arn(g), $"kept {Kept(g.RetentionInDays)}, class {g.LogGroupClass?.Value ?? "STANDARD"}")
        {
            Name = g.LogGroupName,
            Tags = tags is null ? null : Tags.Map(tags.Tags, t => t.Key, t => t.Value),
        };
    }

    /// <exception cref="ToolException">AWS does not keep events for just so many days.</exception>
    public static void CheckRetention(int? days)
    {
        if (days is { } asked && !Retentions.Contains(asked))
            throw ToolException.InvalidInput($"AWS does not keep events for {asked} days.",
                $"The next longer time is {Retentions.First(r => r > asked)} days.");
    }

    public static string Kept(int? days) =>
        days is > 0 and var n ? string.Create(CultureInfo.InvariantCulture, $"{n} days") : "for ever";

    /// <summary>The key that encrypts a group.</summary>
    public static string Key(string? arn) => arn ?? "AWS's own";

    /// <summary>Why a group of this class has no filters; null when it may have them.</summary>
    public static string? WithoutFilters(LogGroup g) => g.LogGroupClass?.Value is { } kind and not "STANDARD"
        ? $"Log groups of class {kind} have no filters." : null;

    /// <summary>A time of a stream, which is milliseconds in the model and a time in the official client.</summary>
    public static DateTime? At(long? milliseconds) =>
        milliseconds is { } some ? DateTimeOffset.FromUnixTimeMilliseconds(some).UtcDateTime : null;

    /// <inheritdoc cref="At(long?)"/>
    public static DateTime? At(DateTime? time) => time;

    // DescribeLogGroups shows ARNs with the ending that IAM policies need.
    private static string Arn(LogGroup g) =>
        g.LogGroupArn ?? (g.Arn?.EndsWith(":*", StringComparison.Ordinal) is true ? g.Arn[..^2] : g.Arn) ?? g.LogGroupName;
}
