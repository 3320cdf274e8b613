using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_get_dashboard (GetDashboard).</summary>
public static class GetDashboard
{
    // About 4,000 tokens.
    private const int MostCharacters = 12_000;

    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Result>(
        "get_dashboard",
        "One dashboard's body. For the values it shows, use cloudwatch_get_metric_data.",
        RunAsync,
        iam: ["cloudwatch:GetDashboard"],
        examples: ["What does the dashboard web show?"]);

    public sealed record Input
    {
        [Description("Name.")]
        public required string Dashboard { get; init; }

        [Description("Widgets to skip of a long body."), Range(0, 10_000)]
        public int Skip { get; init; }
    }

    /// <param name="Widgets">How many the dashboard has.</param>
    public sealed record Result(string Arn, string Name, int Widgets, JsonObject Body, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var answer = await cloudWatch.GetDashboardAsync(new() { DashboardName = input.Dashboard }, ct);
        var body = Dashboards.Parse(answer.DashboardBody);
        var count = Dashboards.Widgets(body);
        return new(answer.DashboardArn, answer.DashboardName ?? input.Dashboard, count, body, Cut(body, count, input.Skip));
    }

    // Whole widgets only: half of one says something else.
    private static string? Cut(JsonObject body, int count, int skip)
    {
        if (body["widgets"] is not JsonArray widgets || skip == 0 && body.ToJsonString().Length <= MostCharacters) return null;
        for (var i = 0; i < skip && widgets.Count > 0; i++) widgets.RemoveAt(0);
        var (kept, size) = (0, 0);
        while (kept < widgets.Count && ((size += widgets[kept]?.ToJsonString().Length ?? 4) <= MostCharacters || kept == 0)) kept++;
        while (widgets.Count > kept) widgets.RemoveAt(widgets.Count - 1);
        var after = skip + kept;
        return $"The body has {kept} of {count} widgets, after {skip} skipped; cloudwatch_put_dashboard takes all of them."
            + (after < count ? $" skip={after} gives the next." : "");
    }
}
