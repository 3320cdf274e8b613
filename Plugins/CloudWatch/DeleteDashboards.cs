using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_delete_dashboards: shows them, and on confirmation deletes them (DeleteDashboards).</summary>
public static class DeleteDashboards
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Destructive<Input, Result>(
        "delete_dashboards", "Deletes dashboards; metrics and alarms stay. To change one, use cloudwatch_put_dashboard.",
        PlanAsync, RunAsync,
        iam: ["cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource", "cloudwatch:DeleteDashboards"],
        examples: ["Delete the dashboard old-web."]);

    public sealed record Input
    {
        [Description("Names."), MinLength(1), MaxLength(20)]
        public required IReadOnlyList<string> Dashboards { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var found = await input.Dashboards.Distinct().PacedAsync(async (name, t) => await Dashboards.FindAsync(cloudWatch, name, t)
            ?? throw ToolException.NotFound($"The dashboard '{name}'", "cloudwatch_list_dashboards shows those that exist."), context, ct);
        var plan = new PlanBuilder($"Delete {found.Count} dashboard(s).")
            .Touch(await found.PacedAsync((d, t) => Dashboards.ToResourceAsync(cloudWatch, d, unknowns, t), context, ct));
        foreach (var dashboard in found)
            plan.Delete(dashboard.DashboardName, $"{Dashboards.Widgets(Dashboards.Parse(dashboard.DashboardBody))} widget(s)");
        if (found is [var only]) Dashboards.UndoBy(plan, only);
        else plan.NoUndo("No one call creates them again; the journal keeps their bodies for cloudwatch_put_dashboard.");
        return plan.Unknown(unknowns.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        await cloudWatch.DeleteDashboardsAsync(new() { DashboardNames = [.. input.Dashboards] }, ct);
        context.Done($"deleted the dashboards {string.Join(", ", input.Dashboards)}");
        return new(input.Dashboards);
    }
}
