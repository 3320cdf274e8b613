using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;
using Infra.Aws;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_alarm (PutMetricAlarm).</summary>
public static class PutAlarm
{
    // All others are extended statistics, which PutMetricAlarm takes in a member of their own.
    private static readonly string[] Statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_alarm", "Creates or wholly replaces an alarm on a metric. To only mute one, use cloudwatch_set_alarm_actions.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource",
            "iam:CreateServiceLinkedRole>events.amazonaws.com", "iam:CreateServiceLinkedRole>ssm.alarms.cloudwatch.amazonaws.com",
        ],
        examples: ["Tell this topic when the CPU of the instance stays above 80 % for a quarter of an hour."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Alarm name."), MaxLength(255)]
        public required string Alarm { get; init; }

        [Description("Namespace, for example AWS/EC2.")]
        public required string Namespace { get; init; }

        [Description("Metric name.")]
        public required string Metric { get; init; }

        [Description("All of the metric's, from cloudwatch_list_metrics.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("Average, Sum, Minimum, Maximum, SampleCount, p99, tm99.")]
        public string Statistic { get; init; } = "Average";

        [Description("Statistic to threshold."), AllowedValues(">", ">=", "<", "<=")]
        public string Comparison { get; init; } = ">";

        [Description("Value to compare with, in the metric's unit.")]
        public required double Threshold { get; init; }

        [Description("Seconds: 10, 20, 30 or a multiple of 60."), Range(10, 604800)]
        public int Period { get; init; } = 300;

        [Description("How many of the last points are looked at."), Range(1, 60480)]
        public int EvaluationPeriods { get; init; } = 1;

        [Description("How many of those must breach; all by default."), Range(1, 60480)]
        public int? DatapointsToAlarm { get; init; }

        [Description("What a missing point counts as."), AllowedValues("missing", "notBreaching", "breaching", "ignore")]
        public string MissingData { get; init; } = "missing";

        [Description("ARNs to notify on ALARM, like SNS topics."), MaxLength(5)]
        public IReadOnlyList<string> AlarmActions { get; init; } = [];

        [Description("ARNs to notify or run on OK."), MaxLength(5)]
        public IReadOnlyList<string> OkActions { get; init; } = [];

        [Description("Description."), MaxLength(1024)]
        public string? Description { get; init; }

        [Description("Only for a new alarm.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Alarm, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var old = Alarms.Of(await cloudWatch.DescribeAlarmsAsync(Alarms.Request(input.Alarm), ct)) is [var found, ..] ? found : null;
        var plan = new PlanBuilder($"{(old is null ? "Create" : "Replace")} the alarm {input.Alarm}.");
        if (old is null)
        {
            plan.Create(input.Alarm, "rule", Alarms.Describe(ToAlarm(input)));
            if (input.AlarmActions.Count > 0) plan.Create(input.Alarm, "actions on ALARM", input.AlarmActions);
            if (input.OkActions.Count > 0) plan.Create(input.Alarm, "actions on OK", input.OkActions);
            plan.Undo("cloudwatch_delete_alarms", new { alarms = new[] { input.Alarm } });
        }
        else await ReplaceAsync(plan, cloudWatch, old, input, context, ct);

        if (input.AlarmActions.Count == 0) plan.Warn("The alarm notifies nobody on ALARM.");
        return plan.Warn(AlarmActionWords.OnInstances([.. input.AlarmActions, .. input.OkActions])).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
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
            Tags = Aws.Tags.List(input.Tags, (key, value) => new Tag { Key = key, Value = value }),
        }, ct);
        context.Done($"put the alarm {input.Alarm}");
        return new(input.Alarm, Alarms.Describe(alarm));
    }

    /// <summary>The arguments that make this alarm again; null when it has what this tool cannot set.</summary>
    internal static IReadOnlyDictionary<string, object>? Arguments(MetricAlarm a, IReadOnlyDictionary<string, string>? tags)
    {
        if (a is not { MetricName.Length: > 0, Namespace.Length: > 0, Unit: null }
            or { Threshold: null } or { Period: null } or { EvaluationPeriods: null }
            or { InsufficientDataActions.Count: > 0 } or { ActionsEnabled: false } or { EvaluateLowSampleCountPercentile: "ignore" }
            || Alarms.Sign(a.ComparisonOperator) is not { } comparison) return null;
        (string Name, object? Value)[] arguments =
        [
            ("alarm", a.AlarmName), ("namespace", a.Namespace), ("metric", a.MetricName), ("dimensions", a.Dimensions.ToMap()),
            ("statistic", a.Statistic?.Value ?? a.ExtendedStatistic), ("comparison", comparison), ("threshold", a.Threshold),
            ("period", a.Period), ("evaluationPeriods", a.EvaluationPeriods), ("datapointsToAlarm", a.DatapointsToAlarm),
            ("missingData", a.TreatMissingData),
            ("alarmActions", a.AlarmActions ?? []), ("okActions", a.OKActions ?? []), ("description", a.AlarmDescription), ("tags", tags),
        ];
        return arguments.Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!);
    }

    private static async Task ReplaceAsync(
        PlanBuilder plan, IAmazonCloudWatch cloudWatch, Alarm old, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        plan.Touch(await Alarms.ResourcesAsync(cloudWatch, [old], unknowns, context, ct)).Unknown(unknowns.Notes);
        if (old.Metric is not { } metric)
        {
            plan.Obstacle($"{input.Alarm} is a composite alarm, which this tool cannot replace; choose another name.");
            return;
        }

        plan.Change(input.Alarm, "rule", old.Rule, Alarms.Describe(ToAlarm(input)));
        plan.Change(input.Alarm, "actions on ALARM", old.AlarmActions, input.AlarmActions);
        plan.Change(input.Alarm, "actions on OK", old.OkActions, input.OkActions);
        plan.Change(input.Alarm, "missing data", metric.TreatMissingData ?? "missing", input.MissingData);
        plan.Change(input.Alarm, "description", old.Description, input.Description);
        // What this tool cannot set goes with the replacement.
        if (old.InsufficientDataActions.Count > 0)
            plan.Change(input.Alarm, "actions on INSUFFICIENT_DATA", old.InsufficientDataActions, null);
        if (metric.Unit is { } unit) plan.Change(input.Alarm, "unit", unit.Value, null);
        if (!old.ActionsEnabled) plan.Change(input.Alarm, "actions", false, true);
        if (input.Tags.Count > 0) plan.Warn("AWS ignores tags of an alarm that exists.");
        if (Arguments(metric, null) is { } again) plan.Undo("cloudwatch_put_alarm", again);
        else plan.NoUndo("The present alarm has settings that cloudwatch_put_alarm cannot set.");
    }

    private static void Check(Input input)
    {
        if (input.DatapointsToAlarm > input.EvaluationPeriods)
            throw ToolException.InvalidInput("datapointsToAlarm cannot be more than evaluationPeriods.");
        if (input.Period is not (10 or 20 or 30) && input.Period % 60 != 0)
            throw ToolException.InvalidInput($"{input.Period} is not a period.", "Pass 10, 20, 30 or a multiple of 60 seconds.");
        var most = input.Period < 3600 ? 86400 : 604800;
        if ((long)input.Period * input.EvaluationPeriods > most)
        {
            throw ToolException.InvalidInput($"period times evaluationPeriods is more than {most} seconds.",
                "The points may cover one day; seven days when the period is 3600 seconds or longer.");
        }

        if (input.AlarmActions.Concat(input.OkActions).FirstOrDefault(a => !a.StartsWith("arn:", StringComparison.Ordinal)) is { } action)
            throw ToolException.InvalidInput($"The action '{action}' is not an ARN.", "Pass the ARN of an SNS topic, for example.");
    }

    private static MetricAlarm ToAlarm(Input input)
    {
        var isPlain = Statistics.Contains(input.Statistic);
        return new()
        {
            Namespace = input.Namespace,
            MetricName = input.Metric,
            Dimensions = input.Dimensions.ToDimensions(),
            Statistic = isPlain ? input.Statistic : null,
            ExtendedStatistic = isPlain ? null : input.Statistic,
            ComparisonOperator = Alarms.Operator(input.Comparison),
            Threshold = input.Threshold,
            Period = input.Period,
            EvaluationPeriods = input.EvaluationPeriods,
            DatapointsToAlarm = input.DatapointsToAlarm,
        };
    }
}
