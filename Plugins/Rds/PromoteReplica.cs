using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_promote_replica (PromoteReadReplica).</summary>
public static class PromoteReplica
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, InstanceResult>(
        "promote_replica", "Makes a read replica a DB instance of its own; the replication ends for good.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:PromoteReadReplica"],
        examples: ["Promote orders-replica."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Days that automated backups are kept."), Range(1, 35)]
        public int BackupDays { get; init; } = 7;
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        return new PlanBuilder($"Promote {DbInstances.Describe(i)}.")
            .Touch(DbInstances.ToResource(i))
            .Lose($"the replication from {DbInstances.ReplicaOf(i) ?? "its source"}", "what has not arrived yet never will")
            .Change(i.DBInstanceIdentifier, "takes writes", false, true, "after a reboot of some minutes")
            .Change(i.DBInstanceIdentifier, "backup days", i.BackupRetentionPeriod, input.BackupDays)
            .Obstacle(DbInstances.ReplicaOf(i) is null ? "It is no read replica." : null)
            .Obstacle(i.DBInstanceStatus is "available" ? null : $"It is {i.DBInstanceStatus}; RDS promotes only what is available.")
            .NoUndo("rds_create_replica makes another replica; a promoted one cannot be made a replica again.")
            .Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.PromoteReadReplicaAsync(
            new() { DBInstanceIdentifier = input.InstanceId, BackupRetentionPeriod = input.BackupDays }, ct);
        context.Done($"asked to promote {input.InstanceId}");
        return InstanceResult.Of(answer.DBInstance);
    }
}
