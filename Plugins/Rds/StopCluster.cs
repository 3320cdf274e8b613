using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_stop_cluster (StopDBCluster).</summary>
public static class StopCluster
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static readonly RdsTool Tool = RdsTool.Write<Input, ClusterResult>(
        "stop_cluster", "Stops an Aurora DB cluster with its members for at most 7 days; its data stays.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBClusters", "rds:StopDBCluster"],
        examples: ["Stop the test cluster for the weekend."]).With(deadline: TimeSpan.FromMinutes(25));

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }

        [Description("Until stopped, max 20 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        return new PlanBuilder($"Stop cluster {DbClusters.Describe(c)}.")
            .Touch(DbClusters.ToResource(c))
            .Change(c.DBClusterIdentifier, "status", c.Status, "stopped",
                $"clients of {DbClusters.Endpoint(c) ?? c.DBClusterIdentifier} lose it until it is started")
            .Warn("AWS starts it again by itself after 7 days. Storage and backups continue to cost.")
            .Obstacle(DbClusters.WhyNotStopped(c))
            .Obstacle(c.Status is "available" ? null : $"It is {c.Status}; RDS stops only what is available.")
            .Obstacle(string.IsNullOrEmpty(c.GlobalClusterIdentifier) ? null
                : "It belongs to a global database, and RDS does not stop such clusters.")
            .Obstacle(string.IsNullOrEmpty(c.ReplicationSourceIdentifier) && c.ReadReplicaIdentifiers is not { Count: > 0 } ? null
                : "It is replicated to or from another cluster, and RDS does not stop such clusters.")
            .Undo("rds_start_cluster", new { clusterId = c.DBClusterIdentifier })
            .Build();
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.StopDBClusterAsync(new() { DBClusterIdentifier = input.ClusterId }, ct);
        context.Done($"asked to stop {input.ClusterId}");
        return await ClusterResult.OfAsync(rds, answer.DBCluster, "stopped", input.Wait, context, Limit, ct);
    }
}
