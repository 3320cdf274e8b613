using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_stop_instance (StopDBInstance).</summary>
public static class StopInstance
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "stop_instance", "Stops a DB instance for at most 7 days; its data stays. Not for members of clusters.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "rds:StopDBInstance", "rds:CreateDBSnapshot", "rds:AddTagsToResource"],
        examples: ["Stop the test database for the weekend."]).With(deadline: TimeSpan.FromMinutes(25));

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Takes a snapshot with this new id first.")]
        public string? SnapshotId { get; init; }

        [Description("Until stopped, max 20 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var plan = new PlanBuilder($"Stop {DbInstances.Describe(i)}.")
            .Touch(DbInstances.ToResource(i))
            .Change(i.DBInstanceIdentifier, "status", i.DBInstanceStatus, "stopped",
                $"clients of {DbInstances.Endpoint(i) ?? i.DBInstanceIdentifier} lose it until it is started")
            .Warn("AWS starts it again by itself after 7 days. Storage and backups continue to cost.")
            .Undo("rds_start_instance", new { instanceId = i.DBInstanceIdentifier });
        if (input.SnapshotId is { } snapshot)
        {
            plan.Create($"snapshot {snapshot} of {i.DBInstanceIdentifier}", "taken first; it costs until it is deleted");
            if (await DbSnapshots.ExistsAsync(rds, snapshot, ct)) plan.Obstacle(
                $"The snapshot {snapshot} exists already; choose another snapshotId.");
        }

        return plan.Obstacle(Refusal(i)).Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.StopDBInstanceAsync(
            new() { DBInstanceIdentifier = input.InstanceId, DBSnapshotIdentifier = input.SnapshotId }, ct);
        context.Done($"asked to stop {input.InstanceId}", created: input.SnapshotId);
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "stopped", input.Wait, context, Limit, ct);
    }

    private static string? Refusal(Amazon.RDS.Model.DBInstance i) => DbInstances.OfCluster(i, "rds_stop_cluster") ?? i switch
    {
        _ when DbInstances.IsCustom(i.Engine) => "RDS Custom instances cannot be stopped.",
        _ when DbInstances.ReplicaOf(i) is { } source => $"It is a read replica of {source}, and RDS does not stop replicas.",
        { ReadReplicaDBInstanceIdentifiers.Count: > 0 } or { ReadReplicaDBClusterIdentifiers.Count: > 0 } =>
            "It has read replicas, and RDS does not stop their source.",
        { MultiAZ: true } when i.Engine?.StartsWith("sqlserver-", StringComparison.Ordinal) is true =>
            "RDS does not stop SQL Server with multi-AZ.",
        { DBInstanceStatus: not "available" } => $"It is {i.DBInstanceStatus}; RDS stops only what is available.",
        _ => null,
    };
}
