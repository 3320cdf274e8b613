using System.ComponentModel;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_list_metrics (ListMetrics).</summary>
public static class ListMetrics
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Page<Row>>(
        "list_metrics", "Lists the metrics that there are, by namespace, name and dimensions. For their values, use cloudwatch_get_metric_data.", RunAsync,
        iam: ["cloudwatch:ListMetrics"],
        examples: ["Which metrics does this load balancer have?"]);

    public sealed record Input : PageInput
    {
        [Description("As AWS/EC2.")]
        public string? Namespace { get; init; }

        [Description("Metric name.")]
        public string? Name { get; init; }

        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("In the last 3 hours.")]
        public bool RecentlyActive { get; init; }
    }

    public sealed record Row(string Namespace, string Name, IReadOnlyDictionary<string, string> Dimensions);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var answer = await cloudWatch.ListMetricsAsync(new()
        {
            Namespace = input.Namespace,
            MetricName = input.Name,
            Dimensions = input.Dimensions.Count == 0 ? null : [.. input.Dimensions.Select(d => new DimensionFilter { Name = d.Key, Value = d.Value.Length == 0 ? null : d.Value })],
            RecentlyActive = input.RecentlyActive ? Amazon.CloudWatch.RecentlyActive.PT3H : null,
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.Metrics ?? []).Select(m => new Row(m.Namespace, m.MetricName, m.Dimensions.ToMap()))], answer.NextToken);
    }
}
