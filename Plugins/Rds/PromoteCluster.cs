using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_promote_cluster (PromoteReadReplicaDBCluster).</summary>
public static class PromoteCluster
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, ClusterResult>(
        "promote_cluster", "Makes a replica cluster a DB cluster of its own; the replication ends for good.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBClusters", "rds:PromoteReadReplicaDBCluster"],
        examples: ["Promote the replica cluster shop-dr."]);

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        var source = string.IsNullOrEmpty(c.ReplicationSourceIdentifier) ? null : c.ReplicationSourceIdentifier;
        return new PlanBuilder($"Promote cluster {DbClusters.Describe(c)}.")
            .Touch(DbClusters.ToResource(c))
            .Lose($"the replication from {source ?? "its source"}", "what has not arrived yet never will")
            .Change(c.DBClusterIdentifier, "takes writes", false, true)
            // A secondary of a global database names the primary as its source too, and is taken out of it in another way.
            .Obstacle(string.IsNullOrEmpty(c.GlobalClusterIdentifier) ? null
                : $"It belongs to the global database {c.GlobalClusterIdentifier}, which is failed over or left by other means.")
            .Obstacle(source is null && string.IsNullOrEmpty(c.GlobalClusterIdentifier) ? "It is no replica of another cluster." : null)
            .Obstacle(c.Status is "available" ? null : $"It is {c.Status}; RDS promotes only what is available.")
            .NoUndo("A promoted cluster cannot be made a replica again.")
            .Build();
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.PromoteReadReplicaDBClusterAsync(new() { DBClusterIdentifier = input.ClusterId }, ct);
        context.Done($"asked to promote {input.ClusterId}");
        return ClusterResult.Of(answer.DBCluster);
    }
}
