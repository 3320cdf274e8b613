using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_switchover_blue_green (SwitchoverBlueGreenDeployment).</summary>
public static class SwitchoverBlueGreen
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "switchover_blue_green", "Makes the copy of a blue/green deployment the database, under the same names and endpoints.", PlanAsync,
            RunAsync,
        iam:
        [
            "rds:DescribeBlueGreenDeployments", "rds:SwitchoverBlueGreenDeployment", "rds:ModifyDBInstance", "rds:ModifyDBCluster",
            "rds:PromoteReadReplica", "rds:PromoteReadReplicaDBCluster",
        ],
        examples: ["Switch orders over to the upgraded copy."]);

    public sealed record Input
    {
        [Description("Blue/green deployment id.")]
        public required string DeploymentId { get; init; }

        [Description("Undone if it takes longer."), Range(30, 3600)]
        public int TimeoutSeconds { get; init; } = 300;
    }

    public sealed record Result(string Id, string Name, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var d = await BlueGreens.FindAsync(rds, input.DeploymentId, ct);
        var (source, target) = (BlueGreens.Name(d.Source), BlueGreens.Name(d.Target));
        var open = (d.Tasks ?? []).Where(t => t.Status is not "COMPLETED").Select(t => $"{t.Name} {t.Status}").Order(StringComparer.Ordinal)
            .ToList();
        return new PlanBuilder($"Switch over {BlueGreens.Describe(d)}.")
            .Touch(BlueGreens.ToResource(d))
            .Change(source, "database behind its name and endpoint", source, target)
            .Lose($"all connections to {source}", $"it takes no writes for up to {input.TimeoutSeconds} seconds")
            .Keep($"the present database as {source}-old1",
                $"it takes no writes, and costs until {(BlueGreens.IsCluster(d.Source) ? "rds_delete_cluster" : "rds_delete_instance")}")
            .Obstacle(d.Status is "AVAILABLE" ? null
                : $"It is {d.Status}{(d.StatusDetails is null ? "" : $" ({d.StatusDetails})")}; RDS switches over only what is AVAILABLE.")
            .Obstacle(open.Count == 0 ? null : $"Not done yet: {string.Join(", ", open)}.")
            .NoUndo($"RDS has no way back: what is written afterwards is only in the new database. {source}-old1 keeps the state before.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var d = (await rds.SwitchoverBlueGreenDeploymentAsync(
            new() { BlueGreenDeploymentIdentifier = input.DeploymentId, SwitchoverTimeout = input.TimeoutSeconds },
                ct)).BlueGreenDeployment;
        context.Done($"asked to switch over {d.BlueGreenDeploymentName}");
        return new(d.BlueGreenDeploymentIdentifier, d.BlueGreenDeploymentName, d.Status);
    }
}
