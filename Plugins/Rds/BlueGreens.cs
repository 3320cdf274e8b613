using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>What several tools do with, and say of, blue/green deployments.</summary>
internal static class BlueGreens
{
    /// <exception cref="BlueGreenDeploymentNotFoundException">There is none.</exception>
    public static async Task<BlueGreenDeployment> FindAsync(IAmazonRDS rds, string id, CancellationToken ct) =>
        ((await rds.DescribeBlueGreenDeploymentsAsync(new() { BlueGreenDeploymentIdentifier = id }, ct)).BlueGreenDeployments ?? [])
            .FirstOrDefault()
            ?? throw ToolException.NotFound($"The blue/green deployment {id}", "rds_list_blue_green shows those that exist.");

    /// <summary><c>upgrade (orders to orders-green-abc, AVAILABLE)</c></summary>
    public static string Describe(BlueGreenDeployment d) =>
        $"{d.BlueGreenDeploymentName} ({Name(d.Source)} to {Name(d.Target)}, {d.Status})";

    /// <summary>The deployment in a plan.</summary>
    public static PlannedResource ToResource(BlueGreenDeployment d) =>
        new(d.BlueGreenDeploymentIdentifier, $"{d.Status}, {Name(d.Source)} to {Name(d.Target)}") { Tags = d.TagList.ToMap() };

    /// <summary>Whether an ARN is of a cluster, and not of an instance.</summary>
    public static bool IsCluster(string? arn) => arn?.Split(':').ElementAtOrDefault(5) is "cluster";

    /// <summary>The id at the end of an ARN.</summary>
    public static string Name(string? arn) => arn?.Split(':')[^1] ?? "nothing yet";
}
