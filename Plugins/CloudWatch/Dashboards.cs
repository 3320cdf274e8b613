using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>Dashboards, whose bodies are JSON in a string.</summary>
internal static class Dashboards
{
    /// <summary>CloudWatch stores only what it has checked, but older bodies may be anything.</summary>
    public static JsonObject Parse(string? body)
    {
        try
        {
            return JsonNode.Parse(body ?? "{}") as JsonObject ?? [];
        }
        catch (JsonException)
        {
            return new() { ["text"] = body };
        }
    }

    public static int Widgets(JsonObject body) => body["widgets"] is JsonArray widgets ? widgets.Count : 0;

    /// <summary>Null when there is none of this name.</summary>
    public static async Task<GetDashboardResponse?> FindAsync(IAmazonCloudWatch cloudWatch, string name, CancellationToken ct)
    {
        try
        {
            return await cloudWatch.GetDashboardAsync(new() { DashboardName = name }, ct);
        }
        catch (AmazonCloudWatchException e)
            when (e is DashboardNotFoundErrorException or ResourceNotFoundException || e.ErrorCode is "ResourceNotFound")
        {
            return null;
        }
    }

    /// <summary>The call that puts a dashboard back as it is; nothing when its body is not what PutDashboard takes.</summary>
    public static void UndoBy(PlanBuilder plan, GetDashboardResponse dashboard)
    {
        var body = Parse(dashboard.DashboardBody);
        if (body["widgets"] is JsonArray) plan.Undo("cloudwatch_put_dashboard", new { dashboard = dashboard.DashboardName, body });
        else plan.NoUndo("The present body is not one that PutDashboard takes.");
    }

    public static async Task<PlannedResource> ToResourceAsync(
        IAmazonCloudWatch cloudWatch, GetDashboardResponse dashboard, Unknowns unknowns, CancellationToken ct) =>
        new(dashboard.DashboardArn, dashboard.DashboardBody)
        {
            Name = dashboard.DashboardName,
            Tags = await Alarms.TagsAsync(cloudWatch, dashboard.DashboardName, dashboard.DashboardArn, unknowns, ct),
        };
}
