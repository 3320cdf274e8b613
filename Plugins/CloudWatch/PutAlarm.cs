using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_alarm (PutMetricAlarm).</summary>
public static class PutAlarm
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_alarm", "Creates or wholly replaces an alarm on a metric. To only mute one, use cloudwatch_set_alarm_actions.", PlanAsync, RunAsync,
        iam:
        [
            "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource",
            "iam:CreateServiceLinkedRole>events.amazonaws.com", "iam:CreateServiceLinkedRole>ssm.alarms.cloudwatch.amazonaws.com",
        ],
        examples: ["Tell this topic when the CPU of the instance stays above 80 % for a quarter of an hour."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Alarm name.")]
        public required string Alarm { get; init; }

        [Description("Namespace.")]
        public required string Namespace { get; init; }

        [Description("Metric name.")]
        public required string Metric { get; init; }

        [Description("All of the metric's.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("Average, Sum, Minimum, Maximum, SampleCount or p99.")]
        public string Statistic { get; init; } = "Average";

        [Description("Comparison."), AllowedValues(">", ">=", "<", "<=")]
        public string Comparison { get; init; } = ">";

        [Description("Threshold.")]
        public required double Threshold { get; init; }

        [Description("Seconds.")]
        public int Period { get; init; } = 300;

        [Description("Evaluation periods.")]
        public int EvaluationPeriods { get; init; } = 1;

        [Description("How many must breach; else all.")]
        public int? DatapointsToAlarm { get; init; }

        [Description("Missing data."), AllowedValues("missing", "notBreaching", "breaching", "ignore")]
        public string MissingData { get; init; } = "missing";

        [Description("ARNs.")]
        public IReadOnlyList<string> AlarmActions { get; init; } = [];

        [Description("ARNs.")]
        public IReadOnlyList<string> OkActions { get; init; } = [];

        [Description("Description.")]
        public string? Description { get; init; }

        [Description("Of a new alarm.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Alarm, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var request = Alarms.Request();
        request.AlarmNames = [input.Alarm];
        var old = Alarms.Of(await cloudWatch.DescribeAlarmsAsync(request, ct)).FirstOrDefault();
        if (old?.Type is "composite") throw new ToolException(ToolErrorCode.Conflict, $"'{input.Alarm}' is a composite alarm.", "Choose another name.");
        var lost = old is null ? [] : old.AlarmActions.Except(input.AlarmActions).Concat(old.OkActions.Except(input.OkActions)).Concat(old.InsufficientDataActions).Distinct();
        return new($"{(old is null ? "Create" : "Replace")} the alarm {input.Alarm}.",
        [
            $"{input.Alarm}: {old?.Rule ?? "not there"} -> {Rule(input)}",
            .. input.AlarmActions.Select(a => $"on ALARM: {a}"),
            .. input.OkActions.Select(a => $"on OK: {a}"),
            .. lost.Select(a => $"no longer notified: {a}"),
            .. input.AlarmActions.Count == 0 ? ["it notifies nobody"] : Array.Empty<string>(),
            .. old is { ActionsEnabled: false } ? ["its actions are switched on"] : Array.Empty<string>(),
        ])
        {
            Resources = old is null ? [] : await Alarms.ResourcesAsync(cloudWatch, [old], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var alarm = ToAlarm(input);
        await cloudWatch.PutMetricAlarmAsync(new()
        {
            AlarmName = input.Alarm,
            AlarmDescription = input.Description,
            Namespace = alarm.Namespace,
            MetricName = alarm.MetricName,
            Dimensions = alarm.Dimensions,
            Statistic = alarm.Statistic,
            ExtendedStatistic = alarm.ExtendedStatistic,
            ComparisonOperator = alarm.ComparisonOperator,
            Threshold = alarm.Threshold,
            Period = alarm.Period,
            EvaluationPeriods = alarm.EvaluationPeriods,
            DatapointsToAlarm = alarm.DatapointsToAlarm,
            TreatMissingData = input.MissingData,
            ActionsEnabled = true,
            AlarmActions = input.AlarmActions.Count == 0 ? null : [.. input.AlarmActions],
            OKActions = input.OkActions.Count == 0 ? null : [.. input.OkActions],
            Tags = input.Tags.Count == 0 ? null : [.. input.Tags.Select(t => new Tag { Key = t.Key, Value = t.Value })],
        }, ct);
        return new(input.Alarm, Rule(input));
    }

    private static string Rule(Input input) => Alarms.Describe(ToAlarm(input));

    private static MetricAlarm ToAlarm(Input input)
    {
        if (input.DatapointsToAlarm > input.EvaluationPeriods) throw new ToolException(ToolErrorCode.InvalidInput, "datapointsToAlarm cannot be more than evaluationPeriods.");
        var isPercentile = input.Statistic.StartsWith('p');
        return new()
        {
            Namespace = input.Namespace,
            MetricName = input.Metric,
            Dimensions = input.Dimensions.ToDimensions(),
            Statistic = isPercentile ? null : input.Statistic,
            ExtendedStatistic = isPercentile ? input.Statistic : null,
            ComparisonOperator = Alarms.Operator(input.Comparison),
            Threshold = input.Threshold,
            Period = input.Period,
            EvaluationPeriods = input.EvaluationPeriods,
            DatapointsToAlarm = input.DatapointsToAlarm,
        };
    }
}
