using System.ComponentModel;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_stop_instance (StopDBInstance).</summary>
public static class StopInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "stop_instance", "Stops a DB instance for at most 7 days; its data stays.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:StopDBInstance", "rds:CreateDBSnapshot", "rds:AddTagsToResource"],
        examples: ["Stop the test database for the weekend."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("First take a snapshot with this id.")]
        public string? SnapshotId { get; init; }

        [Description("Until stopped, max 20 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        return new($"Stop {DbInstances.Describe(i)}.",
        [
            $"{i.DBInstanceStatus} -> stopped: clients of {DbInstances.Endpoint(i) ?? i.DBInstanceIdentifier} lose it until it is started",
            "AWS starts it again by itself after 7 days. Storage and backups cost on.",
            .. input.SnapshotId is { } snapshot ? [$"Snapshot {snapshot} is taken first."] : Array.Empty<string>(),
        ])
        {
            Resources = [DbInstances.ToResource(i)],
        };
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.StopDBInstanceAsync(new() { DBInstanceIdentifier = input.InstanceId, DBSnapshotIdentifier = input.SnapshotId }, ct);
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "stopped", input.Wait, context, TimeSpan.FromMinutes(20), ct);
    }
}
