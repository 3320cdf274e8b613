using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_delete_group (DeleteLogGroup).</summary>
public static class DeleteGroup
{
    public static readonly LogsTool Tool = LogsTool.Destructive<Input, Result>(
        "delete_group", "Deletes a log group with all events and filters.", PlanAsync, RunAsync,
        iam:
        [
            "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:DescribeMetricFilters", "logs:DescribeSubscriptionFilters",
            "logs:ListTagsForResource", "logs:DeleteLogGroup",
        ],
        examples: ["Delete the logs of the old service."]);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }
    }

    public sealed record Result(string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = LogGroups.FindAsync(logs, input.Group, ct);
        var last = unknowns.TryAsync("The last event", () => logs.DescribeLogStreamsAsync(
            new() { LogGroupName = input.Group, OrderBy = OrderBy.LastEventTime, Descending = true, Limit = 1 }, ct));
        var metrics = unknowns.TryAsync("The metric filters", () => LogFilters.MetricsAsync(logs, input.Group, ct));
        var subscriptions = unknowns.TryAsync("The subscription filters", () => LogFilters.SubscriptionsAsync(logs, input.Group, ct));
        var group = await finding;
        await Task.WhenAll(last, metrics, subscriptions);
        var plan = new PlanBuilder($"Delete the log group {input.Group} with all its events.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Delete($"log group {input.Group}")
            .Lose($"all its events ({group.StoredBytes ?? 0} bytes, as AWS counts them once a day)")
            .Obstacle(group.DeletionProtectionEnabled is true
                ? "Deletion protection is on; logs_set_deletion_protection turns it off." : null)
            .Warn((await last)?.LogStreams is [var stream, ..] && LogGroups.At(stream.LastEventTimestamp) is { } at
                ? $"It was last written to on {at:yyyy-MM-dd}; what writes to it may make it again, kept for ever." : null);
        foreach (var f in (await metrics ?? []).Concat(await subscriptions ?? [])) plan.Delete($"{f.Type} filter {f.Name}", f.To);
        return plan.Unknown(unknowns.Notes).NoUndo("AWS keeps no copy of events.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        await logs.DeleteLogGroupAsync(new() { LogGroupName = input.Group }, ct);
        context.Done($"deleted the log group {input.Group}");
        return new(input.Group, "deleted");
    }
}
