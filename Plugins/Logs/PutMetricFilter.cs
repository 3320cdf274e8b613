using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_put_metric_filter (PutMetricFilter).</summary>
public static class PutMetricFilter
{
    public static readonly LogsTool Tool = LogsTool.Write<Input, Result>(
        "put_metric_filter", "Makes a metric of the events that match. For an alarm on it, use cloudwatch_put_alarm.", PlanAsync, RunAsync,
        iam: ["logs:DescribeLogGroups", "logs:DescribeMetricFilters", "logs:ListTagsForResource", "logs:PutMetricFilter"],
        examples: ["Count the errors in /ecs/web as a metric."], idempotent: true);

    public sealed record Input
    {
        [Description("Log group name."), RegularExpression(LogGroups.Name), MaxLength(512)]
        public required string Group { get; init; }

        [Description("Filter name."), RegularExpression("[^:*]+"), MaxLength(512)]
        public required string Name { get; init; }

        [Description("All words; ?A ?B for either; \"a phrase\"; { $.level = \"error\" }."), MaxLength(1024)]
        public required string Pattern { get; init; }

        [Description("Namespace, for example Shop."), RegularExpression("[^:*$]+"), MaxLength(255)]
        public required string Namespace { get; init; }

        [Description("Metric name."), RegularExpression("[^:*$]+"), MaxLength(255)]
        public required string Metric { get; init; }

        [Description("1 to count, or a field such as $.latency."), MaxLength(100)]
        public string Value { get; init; } = "1";

        [Description("Value where nothing matches.")]
        public double? DefaultValue { get; init; }
    }

    public sealed record Result(string Group, string Name, string To);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var group = await LogGroups.FindAsync(logs, input.Group, ct);
        var old = (await LogFilters.MetricsAsync(logs, input.Group, ct)).FirstOrDefault(f => f.Name == input.Name);
        var filter = $"metric filter {input.Name}";
        var plan = new PlanBuilder($"{(old is null ? "Make" : "Replace")} the {filter} of {input.Group}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Change(filter, "pattern", old?.Pattern, input.Pattern)
            .Change(filter, "metric", old?.To, To(input), "only of events from now on")
            .Obstacle(LogGroups.WithoutFilters(group))
            .Unknown(unknowns.Notes);
        return (old is null ? plan.Undo("logs_delete_filter", new { group = input.Group, type = "metric", name = input.Name })
            : plan.NoUndo("Put the filter as it was before.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        await logs.PutMetricFilterAsync(new()
        {
            LogGroupName = input.Group,
            FilterName = input.Name,
            FilterPattern = input.Pattern,
            MetricTransformations =
            [
                new()
                {
                    MetricNamespace = input.Namespace,
                    MetricName = input.Metric,
                    MetricValue = input.Value,
                    DefaultValue = input.DefaultValue,
                },
            ],
        }, ct);
        context.Done($"put the metric filter {input.Name} of {input.Group}", created: input.Name);
        return new(input.Group, input.Name, To(input));
    }

    private static string To(Input input) => $"{input.Namespace}/{input.Metric} = {input.Value}";
}
