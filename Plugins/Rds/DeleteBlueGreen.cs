using System.ComponentModel;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_blue_green (DeleteBlueGreenDeployment).</summary>
public static class DeleteBlueGreen
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_blue_green", "Deletes a blue/green deployment, and its copy on request; the database in use stays.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeBlueGreenDeployments", "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DeleteBlueGreenDeployment",
            "rds:DeleteDBInstance", "rds:DeleteDBCluster", "rds:DeleteDBClusterEndpoint",
        ],
        examples: ["Give up the upgrade of orders and delete its copy."]);

    public sealed record Input
    {
        [Description("Blue/green deployment id.")]
        public required string DeploymentId { get; init; }

        [Description("Delete the copy too; not after a switchover.")]
        public bool DeleteTarget { get; init; }
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var d = await BlueGreens.FindAsync(rds, input.DeploymentId, ct);
        var switched = d.Status is "SWITCHOVER_COMPLETED";
        var plan = new PlanBuilder($"Delete the blue/green deployment {BlueGreens.Describe(d)}.")
            .Touch(BlueGreens.ToResource(d))
            .Delete($"blue/green deployment {d.BlueGreenDeploymentName}")
            .Keep(BlueGreens.Name(switched ? d.Target : d.Source), "the database in use")
            .Obstacle(d.Status is "PROVISIONING" or "SWITCHOVER_IN_PROGRESS" or "DELETING" ? $"It is {d.Status}; wait until that is over."
                : null);
        if (switched) plan.Keep("the old database", "rds_delete_instance deletes it")
            .Obstacle(input.DeleteTarget
                ? "After a switchover the copy is the database in use, and RDS does not delete it with this; leave deleteTarget out."
                    : null);
        else if (input.DeleteTarget) plan.Lose($"the copy {BlueGreens.Name(d.Target)} and all that was written to it")
            .Obstacle(await unknown.TryAsync("Whether the copy is protected",
                () => ProtectionAsync(rds, d.Target, ct)) is { Protected: true }
                ? $"Deletion protection of {BlueGreens.Name(d.Target)} is on; turn it off first." : null)
            .Unknown(unknown.Notes);
        else plan.Keep($"the copy {BlueGreens.Name(d.Target)}", "it no longer follows the database, and costs until rds_delete_instance");
        return plan.NoUndo("rds_create_blue_green makes a new copy.").Build();
    }

    private sealed record Protection(bool Protected);

    // The copy has the protection of its source.
    private static async Task<Protection> ProtectionAsync(IAmazonRDS rds, string? target, CancellationToken ct) => new(
        target is null ? false
        : BlueGreens.IsCluster(target)
            ? (await DbClusters.TryFindAsync(rds, BlueGreens.Name(target), ct))?.DeletionProtection == true
        : (await DbInstances.TryFindAsync(rds, BlueGreens.Name(target), ct))?.DeletionProtection == true);

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var d = (await rds.DeleteBlueGreenDeploymentAsync(
            new() { BlueGreenDeploymentIdentifier = input.DeploymentId, DeleteTarget = input.DeleteTarget ? true : null },
                ct)).BlueGreenDeployment;
        context.Done($"deleted the blue/green deployment {input.DeploymentId}");
        return new(d.BlueGreenDeploymentIdentifier, d.Status);
    }
}
