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
        catch (AmazonCloudWatchException e) when (e is DashboardNotFoundErrorException or ResourceNotFoundException || e.ErrorCode is "ResourceNotFound")
        {
            return null;
        }
    }

    public static async Task<PlannedResource> ToResourceAsync(IAmazonCloudWatch cloudWatch, GetDashboardResponse dashboard, CancellationToken ct) =>
        new(dashboard.DashboardArn, dashboard.DashboardBody) { Tags = await Alarms.TagsAsync(cloudWatch, dashboard.DashboardArn, ct) };
}
