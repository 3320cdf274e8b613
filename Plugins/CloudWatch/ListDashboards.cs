using System.ComponentModel;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_list_dashboards (ListDashboards).</summary>
public static class ListDashboards
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Page<Row>>(
        "list_dashboards", "Lists dashboards. For one in full, use cloudwatch_get_dashboard.", RunAsync,
        iam: ["cloudwatch:ListDashboards"],
        examples: ["Which dashboards are there for team web?"]);

    public sealed record Input : PageInput
    {
        [Description("Start of the name.")]
        public string? Prefix { get; init; }
    }

    public sealed record Row(string Name, DateTime? ModifiedAt, long? Bytes);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var answer = await cloudWatch.ListDashboardsAsync(
            new() { DashboardNamePrefix = string.IsNullOrEmpty(input.Prefix) ? null : input.Prefix, NextToken = input.Cursor }, ct);
        return new([.. (answer.DashboardEntries ?? []).Select(d => new Row(d.DashboardName, d.LastModified, d.Size))], answer.NextToken);
    }
}
