using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_dashboard (PutDashboard).</summary>
public static class PutDashboard
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_dashboard", "Creates or wholly replaces a dashboard. For the body of an existing one, use cloudwatch_get_dashboard.", PlanAsync, RunAsync,
        iam: ["cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource", "cloudwatch:PutDashboard"],
        examples: ["Make a dashboard with the CPU and requests of web."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name.")]
        public required string Dashboard { get; init; }

        [Description("Dashboard body: widgets with type, x, y, width, height and properties.")]
        public required JsonObject Body { get; init; }
    }

    public sealed record Result(string Name, int Widgets, IReadOnlyList<string> Warnings);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        Check(input.Body);
        var old = await Dashboards.FindAsync(cloudWatch, input.Dashboard, ct);
        return new($"{(old is null ? "Create" : "Replace")} the dashboard {input.Dashboard}.",
            [$"{input.Dashboard}: {(old is null ? "not there" : $"{Dashboards.Widgets(Dashboards.Parse(old.DashboardBody))} widget(s)")} -> {Dashboards.Widgets(input.Body)} widget(s)"])
        {
            Resources = old is null ? [] : [await Dashboards.ToResourceAsync(cloudWatch, old, ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        Check(input.Body);
        var answer = await cloudWatch.PutDashboardAsync(new() { DashboardName = input.Dashboard, DashboardBody = input.Body.ToJsonString() }, ct);
        return new(input.Dashboard, Dashboards.Widgets(input.Body), [.. (answer.DashboardValidationMessages ?? []).Select(m => $"{m.DataPath}: {m.Message}")]);
    }

    private static void Check(JsonObject body)
    {
        if (body["widgets"] is not JsonArray widgets) throw new ToolException(ToolErrorCode.InvalidInput, "The body must have a list 'widgets'.");
        foreach (var (i, widget) in widgets.Index())
        {
            if (widget?["type"] is not JsonValue || widget["properties"] is not JsonObject)
                throw new ToolException(ToolErrorCode.InvalidInput, $"widgets[{i}] must have a type and properties.", "Types are metric, text, log, alarm and explorer.");
        }
    }
}
