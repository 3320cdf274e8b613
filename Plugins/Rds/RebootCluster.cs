using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_reboot_cluster (RebootDBCluster).</summary>
public static class RebootCluster
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static readonly RdsTool Tool = RdsTool.Write<Input, ClusterResult>(
        "reboot_cluster", "Restarts all instances of a Multi-AZ DB cluster. For a member of Aurora, use rds_reboot_instance.", PlanAsync,
        RunAsync,
        iam: ["rds:DescribeDBClusters", "rds:RebootDBCluster", "rds:RebootDBInstance"],
        examples: ["Reboot cluster orders so that the new parameters hold."]).With(deadline: TimeSpan.FromMinutes(15));

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }

        [Description("Until available, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        var plan = new PlanBuilder($"Reboot cluster {DbClusters.Describe(c)}.")
            .Touch(DbClusters.ToResource(c))
            .Lose($"all connections to {DbClusters.Endpoint(c) ?? c.DBClusterIdentifier}", "its writer and its readers restart");
        if (DbClusters.Members(c).Any(m => m.DBClusterParameterGroupStatus == "pending-reboot"))
            plan.Change(c.DBClusterIdentifier, $"parameter group {c.DBClusterParameterGroup}", "pending", "in force");
        return plan
            .Obstacle(DbClusters.IsMultiAz(c.Engine) ? null
                : "It is no Multi-AZ DB cluster: rds_reboot_instance restarts a member, and the writer's restart holds for all.")
            .Obstacle(c.Status is "stopped" or "stopping" or "creating" or "deleting" or "rebooting"
                ? $"It is {c.Status}; RDS restarts only what runs." : null)
            .Build();
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.RebootDBClusterAsync(new() { DBClusterIdentifier = input.ClusterId }, ct);
        context.Done($"asked to reboot {input.ClusterId}");
        return await ClusterResult.OfAsync(rds, answer.DBCluster, "available", input.Wait, context, Limit, ct, again: true);
    }
}
