using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_blue_green (DescribeBlueGreenDeployments).</summary>
public static class ListBlueGreen
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_blue_green", "Lists blue/green deployments with status and tasks. For their databases, use rds_get_instance.", RunAsync,
        iam: ["rds:DescribeBlueGreenDeployments"],
        examples: ["Is the green environment of orders ready to switch over?"]);

    public sealed record Input : PageInput
    {
        [Description("Blue/green deployment id.")]
        public string? DeploymentId { get; init; }
    }

    /// <param name="OpenTasks">What is not done yet, with its status.</param>
    public sealed record Row(
        string Id, string Name, string Status, string? StatusDetails, string Source, string? Target, IReadOnlyList<string> OpenTasks,
        DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribeBlueGreenDeploymentsAsync(new()
        {
            BlueGreenDeploymentIdentifier = input.DeploymentId,
            MaxRecords = RdsPages.Size(input),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.BlueGreenDeployments ?? []).Select(ToRow)], answer.Marker);
    }

    private static Row ToRow(BlueGreenDeployment d) => new(
        d.BlueGreenDeploymentIdentifier, d.BlueGreenDeploymentName, d.Status, d.StatusDetails, d.Source, d.Target,
        [.. (d.Tasks ?? []).Where(t => t.Status is not "COMPLETED").Select(t => $"{t.Name} {t.Status}")], d.CreateTime);
}
