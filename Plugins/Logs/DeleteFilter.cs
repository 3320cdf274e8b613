using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_delete_filter (DeleteMetricFilter, DeleteSubscriptionFilter).</summary>
public static class DeleteFilter
{
    public static readonly LogsTool Tool = LogsTool.Destructive<Input, Result>(
        "delete_filter", "Deletes a metric or subscription filter of a log group. Events stay.", PlanAsync, RunAsync,
        iam:
        [
            "logs:DescribeLogGroups", "logs:DescribeMetricFilters", "logs:DescribeSubscriptionFilters", "logs:ListTagsForResource",
            "logs:DeleteMetricFilter", "logs:DeleteSubscriptionFilter",
        ],
        examples: ["Stop sending the logs of /ecs/web to the old stream."]);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("Type of filter."), AllowedValues("metric", "subscription")]
        public required string Type { get; init; }

        [Description("Filter name."), RegularExpression("[^:*]+"), MaxLength(512)]
        public required string Name { get; init; }
    }

    public sealed record Result(string Group, string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var subscription = input.Type is "metric" ? null
            : (await LogFilters.SubscriptionFiltersAsync(logs, input.Group, ct)).Find(f => f.FilterName == input.Name);
        var old = (subscription is not null ? LogFilters.Of(subscription)
            : input.Type is "metric" ? (await LogFilters.MetricsAsync(logs, input.Group, ct)).Find(f => f.Name == input.Name) : null)
            ?? throw ToolException.NotFound($"The {input.Type} filter {input.Name} of {input.Group}",
                "logs_get_group shows those there are.");
        var plan = new PlanBuilder($"Delete the {input.Type} filter {input.Name} of {input.Group}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Delete($"{input.Type} filter {input.Name}", $"'{old.Pattern}' to {old.To}")
            .Unknown(unknowns.Notes);
        return (subscription is null
            ? plan.Lose($"new points of {old.To}", "alarms on it have no data")
                .NoUndo("logs_put_metric_filter makes it again; what came in between is not counted.")
            : PutSubscription.UndoDeletion(plan, input.Group, subscription)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Type is "metric") await logs.DeleteMetricFilterAsync(new() { LogGroupName = input.Group, FilterName = input.Name }, ct);
        else await logs.DeleteSubscriptionFilterAsync(new() { LogGroupName = input.Group, FilterName = input.Name }, ct);
        context.Done($"deleted the {input.Type} filter {input.Name} of {input.Group}");
        return new(input.Group, input.Name, "deleted");
    }
}
