using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_delete_dashboards: shows them, and on confirmation deletes them (DeleteDashboards).</summary>
public static class DeleteDashboards
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Destructive<Input, Result>(
        "delete_dashboards", "Deletes dashboards; metrics and alarms stay. To change one, use cloudwatch_put_dashboard.", PlanAsync, RunAsync,
        iam: ["cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource", "cloudwatch:DeleteDashboards"],
        examples: ["Delete the dashboard old-web."]);

    public sealed record Input
    {
        [Description("Names."), MinLength(1), MaxLength(20)]
        public required IReadOnlyList<string> Dashboards { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var found = await Task.WhenAll(input.Dashboards.Distinct().Select(async name => await Dashboards.FindAsync(cloudWatch, name, ct)
            ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no dashboard '{name}'.", "cloudwatch_list_dashboards shows those that exist.")));
        return new($"Delete {found.Length} dashboard(s).",
            [.. found.Select(d => $"{d.DashboardName} with {Dashboards.Widgets(Dashboards.Parse(d.DashboardBody))} widget(s) is deleted")])
        {
            Resources = await Task.WhenAll(found.Select(d => Dashboards.ToResourceAsync(cloudWatch, d, ct))),
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        await cloudWatch.DeleteDashboardsAsync(new() { DashboardNames = [.. input.Dashboards] }, ct);
        return new(input.Dashboards);
    }
}
