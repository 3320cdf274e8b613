using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_set_retention (PutRetentionPolicy, DeleteRetentionPolicy).</summary>
public static class SetRetention
{
    public static readonly LogsTool Tool = LogsTool.Destructive<Input, Result>(
        "set_retention", "Sets how long a log group keeps events. A shorter time loses the older ones.", PlanAsync, RunAsync,
        iam: ["logs:DescribeLogGroups", "logs:ListTagsForResource", "logs:PutRetentionPolicy", "logs:DeleteRetentionPolicy"],
        examples: ["Keep the logs of /ecs/web for 30 days."], idempotent: true);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("Days to keep events; for ever if left out."), Range(1, 3653)]
        public int? RetentionDays { get; init; }
    }

    public sealed record Result(string Name, int? RetentionDays);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        LogGroups.CheckRetention(input.RetentionDays);
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var plan = new PlanBuilder($"Keep the events of {input.Group} {LogGroups.Kept(input.RetentionDays)}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Obstacle(group.LogGroupClass?.Value == "DELIVERY" ? "A group of class DELIVERY keeps events for one day." : null)
            .Change(input.Group, "events kept", LogGroups.Kept(group.RetentionInDays), LogGroups.Kept(input.RetentionDays));
        if (input.RetentionDays is { } days && (group.RetentionInDays ?? int.MaxValue) > days)
            plan.Lose($"events of {input.Group} that are older than {days} days", "within 72 hours");
        return plan.Unknown(unknowns.Notes)
            .Undo("logs_set_retention", group.RetentionInDays is { } now ? new { group = input.Group, retentionDays = now }
                : new { group = input.Group })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.RetentionDays is { } days)
            await logs.PutRetentionPolicyAsync(new() { LogGroupName = input.Group, RetentionInDays = days }, ct);
        else await logs.DeleteRetentionPolicyAsync(new() { LogGroupName = input.Group }, ct);
        context.Done($"set the retention of {input.Group}");
        return new(input.Group, input.RetentionDays);
    }
}
