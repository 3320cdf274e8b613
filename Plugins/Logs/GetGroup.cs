using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>
/// logs_get_group: a group with its filters and the streams that were written last (DescribeLogGroups, DescribeLogStreams,
/// DescribeMetricFilters, DescribeSubscriptionFilters, ListTagsForResource).
/// </summary>
public static class GetGroup
{
    private const int MostStreams = 20;

    public static readonly LogsTool Tool = LogsTool.Read<Input, Result>(
        "get_group", "One log group with its filters and newest streams. For events, use logs_list_events.", RunAsync,
        iam:
        [
            "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:DescribeMetricFilters", "logs:DescribeSubscriptionFilters",
            "logs:ListTagsForResource",
        ],
        examples: ["Where do the events of /ecs/web go?", "Which instances still write to /ecs/web?"]);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }
    }

    /// <param name="RetentionDays">Null when events are kept for ever.</param>
    /// <param name="Bytes">As AWS counts them once a day.</param>
    /// <param name="Streams">Those written last; AWS tells the time of the last event up to an hour late.</param>
    public sealed record Result(
        string Name, string Arn, string LogGroupClass, int? RetentionDays, long? Bytes, string? KmsKeyArn, bool DeletionProtection,
        IReadOnlyList<LogFilter> Filters, IReadOnlyList<Stream> Streams, IReadOnlyDictionary<string, string>? Tags, string? Note);

    public sealed record Stream(string Name, DateTime? CreatedAt, DateTime? FirstEventAt, DateTime? LastEventAt);

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = LogGroups.FindAsync(logs, input.Group, ct);
        var streams = unknowns.TryAsync("The streams", () => logs.DescribeLogStreamsAsync(
            new() { LogGroupName = input.Group, OrderBy = OrderBy.LastEventTime, Descending = true, Limit = MostStreams }, ct));
        var metrics = unknowns.TryAsync("The metric filters", () => LogFilters.MetricsAsync(logs, input.Group, ct));
        var subscriptions = unknowns.TryAsync("The subscription filters", () => LogFilters.SubscriptionsAsync(logs, input.Group, ct));
        var group = await finding;
        var resource = await LogGroups.ToResourceAsync(logs, group, unknowns, ct);
        return new(group.LogGroupName, resource.Id, group.LogGroupClass?.Value ?? "STANDARD", group.RetentionInDays, group.StoredBytes,
            group.KmsKeyId, group.DeletionProtectionEnabled is true, [.. await metrics ?? [], .. await subscriptions ?? []],
            [.. ((await streams)?.LogStreams ?? []).Select(s => new Stream(s.LogStreamName, LogGroups.At(s.CreationTime),
                LogGroups.At(s.FirstEventTimestamp), LogGroups.At(s.LastEventTimestamp)))], resource.Tags, unknowns.Note);
    }
}
