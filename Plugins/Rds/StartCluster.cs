using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_start_cluster (StartDBCluster).</summary>
public static class StartCluster
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static readonly RdsTool Tool = RdsTool.Write<Input, ClusterResult>(
        "start_cluster", "Starts a stopped DB cluster with its members.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBClusters", "rds:StartDBCluster"],
        examples: ["Start the test cluster."]).With(deadline: TimeSpan.FromMinutes(25));

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }

        [Description("Until available, max 20 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        return new PlanBuilder($"Start cluster {DbClusters.Describe(c)}.")
            .Touch(DbClusters.ToResource(c))
            .Change(c.DBClusterIdentifier, "status", c.Status, "available", "in some minutes; its members cost by the hour again")
            .Obstacle(DbClusters.WhyNotStopped(c))
            .Obstacle(c.Status is "stopped" ? null : $"It is {c.Status}; RDS starts only what is stopped.")
            .Undo("rds_stop_cluster", new { clusterId = c.DBClusterIdentifier })
            .Build();
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.StartDBClusterAsync(new() { DBClusterIdentifier = input.ClusterId }, ct);
        context.Done($"asked to start {input.ClusterId}");
        return await ClusterResult.OfAsync(rds, answer.DBCluster, "available", input.Wait, context, Limit, ct);
    }
}
