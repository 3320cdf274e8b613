using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_put_subscription (PutSubscriptionFilter).</summary>
public static class PutSubscription
{
    private const int Most = 2;

    public static readonly LogsTool Tool = LogsTool.Write<Input, Result>(
        "put_subscription", "Sends the events that match to a function, a stream or a destination, as they come.", PlanAsync, RunAsync,
        iam:
        [
            "logs:DescribeLogGroups", "logs:DescribeSubscriptionFilters", "logs:ListTagsForResource", "logs:PutSubscriptionFilter",
            "iam:PassRole>logs.amazonaws.com",
        ],
        examples: ["Send the errors of /ecs/web to the function alert."], idempotent: true);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("Filter name."), RegularExpression("[^:*]+"), MaxLength(512)]
        public required string Name { get; init; }

        [Description("As of list_events; empty for all."), MaxLength(1024)]
        public string Pattern { get; init; } = "";

        [Description("ARN of a function, stream or destination."), RegularExpression("arn:.+")]
        public required string DestinationArn { get; init; }

        [Description("Role that Logs assumes; not for a function."), RegularExpression("arn:.+")]
        public string? RoleArn { get; init; }
    }

    public sealed record Result(string Group, string Name, string DestinationArn);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var all = await LogFilters.SubscriptionsAsync(logs, input.Group, ct);
        var old = all.FirstOrDefault(f => f.Name == input.Name);
        var filter = $"subscription filter {input.Name}";
        var isFunction = input.DestinationArn.Contains(":lambda:", StringComparison.Ordinal);
        var plan = new PlanBuilder($"{(old is null ? "Make" : "Replace")} the {filter} of {input.Group}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Change(filter, "pattern", old?.Pattern, input.Pattern.Length == 0 ? "all events" : input.Pattern)
            .Change(filter, "destination", old?.To, input.DestinationArn, "whoever reads that sees these events")
            .Obstacle(LogGroups.WithoutFilters(group))
            .Obstacle(old is null && all.Count >= Most
                ? $"A log group has at most {Most} subscription filters; logs_delete_filter deletes one." : null)
            .Warn(isFunction
                ? "The function must permit logs.amazonaws.com to invoke it: lambda_add_permission. It may not write to this group." : null)
            .Unknown(unknowns.Notes);
        return (old is null ? plan.Undo("logs_delete_filter", new { group = input.Group, type = "subscription", name = input.Name })
            : UndoTo(plan, input.Group, old)).Build();
    }

    /// <summary>The call that puts a filter as it is now.</summary>
    internal static PlanBuilder UndoTo(PlanBuilder plan, string group, LogFilter old) => plan.Undo("logs_put_subscription",
        new { group, name = old.Name, pattern = old.Pattern, destinationArn = old.To, roleArn = old.RoleArn });

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        await logs.PutSubscriptionFilterAsync(new()
        {
            LogGroupName = input.Group,
            FilterName = input.Name,
            FilterPattern = input.Pattern,
            DestinationArn = input.DestinationArn,
            RoleArn = input.RoleArn,
        }, ct);
        context.Done($"put the subscription filter {input.Name} of {input.Group}", created: input.Name);
        return new(input.Group, input.Name, input.DestinationArn);
    }
}
