using System.ComponentModel;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_dashboard (PutDashboard).</summary>
public static class PutDashboard
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_dashboard", "Creates or wholly replaces a dashboard. For the body of an existing one, use cloudwatch_get_dashboard.",
        PlanAsync, RunAsync,
        iam: ["cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource", "cloudwatch:PutDashboard"],
        examples: ["Make a dashboard with the CPU and requests of web."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name: letters, digits, - and _.")]
        public required string Dashboard { get; init; }

        [Description("Widgets, JSON.")]
        public required JsonObject Body { get; init; }
    }

    public sealed record Result(string Name, int Widgets, IReadOnlyList<string> Warnings);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input.Body);
        var plan = new PlanBuilder($"Put the dashboard {input.Dashboard}.");
        var widgets = $"{Dashboards.Widgets(input.Body)} widget(s)";
        if (await Dashboards.FindAsync(cloudWatch, input.Dashboard, ct) is not { } old)
        {
            return plan.Create(input.Dashboard, "body", widgets)
                .Undo("cloudwatch_delete_dashboards", new { dashboards = new[] { input.Dashboard } }).Build();
        }

        var unknowns = new Unknowns(context.Target);
        plan.Touch(await Dashboards.ToResourceAsync(cloudWatch, old, unknowns, ct)).Unknown(unknowns.Notes);
        var before = Dashboards.Parse(old.DashboardBody);
        if (JsonNode.DeepEquals(before, input.Body)) plan.Keep(input.Dashboard, "the body is the same");
        else plan.Replace(input.Dashboard, $"{Dashboards.Widgets(before)} widget(s) before, {widgets} after");
        Dashboards.UndoBy(plan, old);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input.Body);
        var answer = await cloudWatch.PutDashboardAsync(
            new() { DashboardName = input.Dashboard, DashboardBody = input.Body.ToJsonString() }, ct);
        context.Done($"put the dashboard {input.Dashboard}");
        return new(input.Dashboard, Dashboards.Widgets(input.Body),
            [.. (answer.DashboardValidationMessages ?? []).Select(m => $"{m.DataPath}: {m.Message}")]);
    }

    private static void Check(JsonObject body)
    {
        if (body["widgets"] is not JsonArray widgets) throw ToolException.InvalidInput("The body must have a list 'widgets'.");
        foreach (var (i, widget) in widgets.Index())
        {
            if (widget?["type"] is JsonValue && widget["properties"] is JsonObject) continue;
            throw ToolException.InvalidInput(
                $"widgets[{i}] must have a type and properties.", "Types are metric, text, log, alarm and explorer.");
        }
    }
}
