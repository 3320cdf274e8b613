using System.ComponentModel;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_get_dashboard (GetDashboard).</summary>
public static class GetDashboard
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Result>(
        "get_dashboard", "One dashboard with its body, as cloudwatch_put_dashboard takes it. For the values it shows, use cloudwatch_get_metric_data.", RunAsync,
        iam: ["cloudwatch:GetDashboard"],
        examples: ["What does the dashboard web show?"]);

    public sealed record Input
    {
        [Description("Name.")]
        public required string Dashboard { get; init; }
    }

    public sealed record Result(string Arn, string Name, int Widgets, JsonObject Body);

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var answer = await cloudWatch.GetDashboardAsync(new() { DashboardName = input.Dashboard }, ct);
        var body = Dashboards.Parse(answer.DashboardBody);
        return new(answer.DashboardArn, answer.DashboardName ?? input.Dashboard, Dashboards.Widgets(body), body);
    }
}
