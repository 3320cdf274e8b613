using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_failover_cluster (FailoverDBCluster).</summary>
public static class FailoverCluster
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, ClusterResult>(
        "failover_cluster", "Makes a reader of a DB cluster its writer. For a standby of an instance, use rds_reboot_instance.", PlanAsync,
            RunAsync,
        iam: ["rds:DescribeDBClusters", "rds:FailoverDBCluster"],
        examples: ["Fail cluster orders over to orders-2."]);

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }

        [Description("Reader that becomes the writer; default by priority.")]
        public string? InstanceId { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        var members = DbClusters.Members(c).ToList();
        var (writer, readers) = (members.FirstOrDefault(m => m.IsClusterWriter == true)?.DBInstanceIdentifier,
            members.Where(m => m.IsClusterWriter != true).Select(m => m.DBInstanceIdentifier).ToList());
        var runs = c.Status is not ("stopped" or "stopping" or "starting" or "creating" or "deleting");
        var plan = new PlanBuilder($"Fail cluster {DbClusters.Describe(c)} over.")
            .Touch(DbClusters.ToResource(c))
            .Change(c.DBClusterIdentifier, "writer", writer, input.InstanceId
                ?? (readers.Count == 1 ? readers[0] : "the reader of the lowest priority number"))
            .Lose($"all connections to {DbClusters.Endpoint(c) ?? c.DBClusterIdentifier}", "it takes no writes for about half a minute")
            .Obstacle(readers.Count == 0 ? "It has no reader to fail over to; rds_create_instance with clusterId adds one." : null)
            .Obstacle(!runs ? $"It is {c.Status}; RDS fails over only what runs." : null)
            // A failing writer is what a failover is for, so that no other status stops it here.
            .Warn(c.Status is "available" || !runs ? null : $"It is {c.Status}: RDS may refuse.");
        // RDS keeps ids in lower case, however they are written.
        if (input.InstanceId?.ToLowerInvariant() is { } target && readers.Count > 0 && !readers.Contains(target))
            plan.Obstacle(target == writer ? $"{target} is the writer already."
                : $"{target} is no reader of it; those are {string.Join(", ", readers)}.");
        return (writer is null ? plan : plan.Undo("rds_failover_cluster", new { clusterId = c.DBClusterIdentifier, instanceId = writer }))
            .Build();
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.FailoverDBClusterAsync(
            new() { DBClusterIdentifier = input.ClusterId, TargetDBInstanceIdentifier = input.InstanceId }, ct);
        context.Done($"asked to fail over {input.ClusterId}");
        return ClusterResult.Of(answer.DBCluster);
    }
}
