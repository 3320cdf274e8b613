using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_set_deletion_protection (PutLogGroupDeletionProtection).</summary>
public static class SetDeletionProtection
{
    public static readonly LogsTool Tool = LogsTool.Write<Input, Result>(
        "set_deletion_protection", "Turns a log group's deletion protection on or off.", PlanAsync, RunAsync,
        iam: ["logs:DescribeLogGroups", "logs:ListTagsForResource", "logs:PutLogGroupDeletionProtection"],
        examples: ["Keep the audit logs from being deleted."], idempotent: true);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("On or off.")]
        public required bool Enabled { get; init; }
    }

    public sealed record Result(string Name, bool DeletionProtection);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var now = group.DeletionProtectionEnabled is true;
        return new PlanBuilder($"Turn the deletion protection of {input.Group} {(input.Enabled ? "on" : "off")}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Change(input.Group, "deletion protection", now, input.Enabled)
            .Unknown(unknowns.Notes)
            .Undo("logs_set_deletion_protection", new { group = input.Group, enabled = now })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        await logs.PutLogGroupDeletionProtectionAsync(
            new() { LogGroupIdentifier = input.Group, DeletionProtectionEnabled = input.Enabled }, ct);
        context.Done($"turned the deletion protection of {input.Group} {(input.Enabled ? "on" : "off")}");
        return new(input.Group, input.Enabled);
    }
}
