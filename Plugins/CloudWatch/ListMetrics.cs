using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_list_metrics (ListMetrics).</summary>
public static class ListMetrics
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Page<Row>>(
        "list_metrics", "Lists metrics by namespace, name and dimensions. For their values, use cloudwatch_get_metric_data.", RunAsync,
        iam: ["cloudwatch:ListMetrics"],
        examples: ["Which metrics does this load balancer have?"])
        .DrawnAs(AnswerShape.Metrics);

    public sealed record Input : PageInput
    {
        [Description("Like AWS/EC2.")]
        public string? Namespace { get; init; }

        [Description("* and ? match any.")]
        public string? Name { get; init; }

        [Description("All; empty matches any."), MaxLength(10)]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("With values in the last 3 hours.")]
        public bool RecentlyActive { get; init; }
    }

    public sealed record Row(string Namespace, string Name, IReadOnlyDictionary<string, string> Dimensions);

    public static Task<Page<Row>> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        // CloudWatch knows names whole and in their own case only.
        var isPattern = input.Name is { } name && !NameFilter.IsPlain(name);
        return Paging.FindAsync<Row>(input, async token =>
        {
            var answer = await cloudWatch.ListMetricsAsync(new()
            {
                Namespace = string.IsNullOrEmpty(input.Namespace) ? null : input.Namespace,
                MetricName = isPattern || input.Name is "" ? null : input.Name,
                Dimensions = input.Dimensions.Count == 0 ? null : [.. input.Dimensions.Select(ToFilter)],
                RecentlyActive = input.RecentlyActive ? Amazon.CloudWatch.RecentlyActive.PT3H : null,
                NextToken = token,
            }, ct);
            var metrics = (answer.Metrics ?? []).Where(m => !isPattern || NameFilter.Matches(m.MetricName, input.Name));
            return ([.. metrics.Select(m => new Row(m.Namespace, m.MetricName, m.Dimensions.ToMap()))], answer.NextToken);
        }, isPattern ? 10 : 1);
    }

    private static DimensionFilter ToFilter(KeyValuePair<string, string> d) =>
        new() { Name = d.Key, Value = d.Value.Length == 0 ? null : d.Value };
}
