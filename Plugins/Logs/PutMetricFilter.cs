using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

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
        var old = await SeekAsync(logs, input, ct);
        var (filter, was) = ($"metric filter {input.Name}", old?.MetricTransformations?.FirstOrDefault());
        var plan = new PlanBuilder($"{(old is null ? "Make" : "Replace")} the {filter} of {input.Group}.")
            .Touch(await LogGroups.ToResourceAsync(logs, group, unknowns, ct))
            .Change(filter, "pattern", old?.FilterPattern, input.Pattern)
            .Change(filter, "metric", old is null ? null : LogFilters.Of(old).To, To(input), "only of events from now on")
            .Obstacle(LogGroups.WithoutFilters(group))
            .Unknown(unknowns.Notes);
        if ((was?.DefaultValue ?? input.DefaultValue) is not null)
            plan.Change(filter, "value where nothing matches", was?.DefaultValue, input.DefaultValue);
        foreach (var (what, kept) in old is null ? [] : Kept(old)) plan.Keep($"{filter}: {what} {kept}");
        if (input.DefaultValue is not null && was?.Dimensions is { Count: > 0 })
            plan.Obstacle($"{filter} has dimensions, and AWS takes no defaultValue beside them.");
        return (old is null ? plan.Undo("logs_delete_filter", new { group = input.Group, type = "metric", name = input.Name })
            : was is null ? plan.NoUndo("Put the filter as it was before.")
            : plan.Undo("logs_put_metric_filter", Arguments(input.Group, old, was))).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        // The request replaces the filter: what no argument sets must be sent as it is, or it is gone.
        var old = await SeekAsync(logs, input, ct);
        var was = old?.MetricTransformations?.FirstOrDefault();
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
                    Unit = was?.Unit,
                    Dimensions = was?.Dimensions is { Count: > 0 } dimensions ? dimensions : null,
                },
            ],
            ApplyOnTransformedLogs = old?.ApplyOnTransformedLogs,
            FieldSelectionCriteria = old?.FieldSelectionCriteria,
            EmitSystemFieldDimensions = old?.EmitSystemFieldDimensions is { Count: > 0 } fields ? fields : null,
        }, ct);
        context.Done($"put the metric filter {input.Name} of {input.Group}", created: input.Name);
        return new(input.Group, input.Name, To(input));
    }

    private static async Task<MetricFilter?> SeekAsync(IAmazonCloudWatchLogs logs, Input input, CancellationToken ct) =>
        (await LogFilters.MetricFiltersAsync(logs, input.Group, ct)).Find(f => f.FilterName == input.Name);

    /// <summary>What this tool cannot set.</summary>
    private static IEnumerable<(string What, string Value)> Kept(MetricFilter old)
    {
        var was = old.MetricTransformations?.FirstOrDefault();
        if (was?.Dimensions is { Count: > 0 } dimensions)
            yield return ("dimensions", PlanBuilder.Text(dimensions.Select(d => $"{d.Key}={d.Value}")));
        if (was?.Unit?.Value is { Length: > 0 } unit and not "None") yield return ("unit", unit);
        if (old.FieldSelectionCriteria is { Length: > 0 } criteria) yield return ("field selection", criteria);
        if (old.EmitSystemFieldDimensions is { Count: > 0 } fields) yield return ("system fields", PlanBuilder.Text(fields));
        if (old.ApplyOnTransformedLogs is true) yield return ("transformed events", "on");
    }

    private static Dictionary<string, object> Arguments(string group, MetricFilter old, MetricTransformation was)
    {
        var arguments = new Dictionary<string, object>
        {
            ["group"] = group,
            ["name"] = old.FilterName,
            ["pattern"] = old.FilterPattern ?? "",
            ["namespace"] = was.MetricNamespace,
            ["metric"] = was.MetricName,
            ["value"] = was.MetricValue,
        };
        if (was.DefaultValue is { } otherwise) arguments["defaultValue"] = otherwise;
        return arguments;
    }

    private static string To(Input input) => $"{input.Namespace}/{input.Metric} = {input.Value}";
}
