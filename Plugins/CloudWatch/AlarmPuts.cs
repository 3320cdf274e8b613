using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>
/// What the tools that put an alarm share: what its plan says of an alarm of any kind; and of one on metrics all of the plan, the request,
/// and the call that makes it again.
/// </summary>
internal static partial class AlarmPuts
{
    /// <summary>Why some alarms cannot be made again as they were.</summary>
    public const string NoWayBack = "The present alarm has settings that no tool of this server can set.";

    private const string Band = "ad1";

    // All others are extended statistics, which PutMetricAlarm takes in a member of their own.
    private static readonly string[] Statistics = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"];

    /// <summary>An alarm on one metric.</summary>
    public static MetricAlarm OnMetric(MetricAlarmInput input, string space, string metric, IReadOnlyDictionary<string, string> dimensions,
        string statistic)
    {
        if (Alarms.IsBand(input.Comparison))
        {
            return OnQueries(input, "m1",
                [Query("m1", new() { Namespace = space, MetricName = metric, Dimensions = dimensions.ToDimensions() }, statistic,
                    input.Period, true)]);
        }

        var alarm = Basic(input);
        var isPlain = Statistics.Contains(statistic);
        (alarm.Namespace, alarm.MetricName, alarm.Dimensions) = (space, metric, dimensions.ToDimensions());
        (alarm.Statistic, alarm.ExtendedStatistic) = (isPlain ? statistic : null, isPlain ? null : statistic);
        (alarm.Threshold, alarm.Period) = (input.Threshold, input.Period);
        return alarm;
    }

    /// <summary>An alarm on queries, of which one is compared.</summary>
    /// <param name="input">How.</param>
    /// <param name="compared">The id of the query that is compared.</param>
    /// <param name="queries">All of them.</param>
    public static MetricAlarm OnQueries(MetricAlarmInput input, string compared, List<MetricDataQuery> queries)
    {
        var alarm = Basic(input);
        alarm.Metrics = queries;
        if (!Alarms.IsBand(input.Comparison))
        {
            alarm.Threshold = input.Threshold;
            return alarm;
        }

        var width = input.Threshold.ToString(CultureInfo.InvariantCulture);
        queries.Add(new()
        {
            Id = Band,
            Expression = $"ANOMALY_DETECTION_BAND({compared}, {width})",
            Label = "Expected",
            ReturnData = true
        });
        alarm.ThresholdMetricId = Band;
        return alarm;
    }

    /// <summary>A metric as a query.</summary>
    public static MetricDataQuery Query(string id, Metric metric, string statistic, int period, bool isReturned) => new()
    {
        Id = id,
        MetricStat = new() { Metric = metric, Period = period, Stat = statistic },
        ReturnData = isReturned,
    };

    public static async Task<ToolPlan> PlanAsync(
        IAmazonCloudWatch cloudWatch, MetricAlarmInput input, MetricAlarm wanted, ToolContext context, CancellationToken ct)
    {
        var old = (await Alarms.NamedAsync(cloudWatch, [input.Alarm], ct)).FirstOrDefault();
        var plan = new PlanBuilder($"{(old is null ? "Create" : "Replace")} the alarm {input.Alarm}.");
        if (old is null) PlanNew(plan, input, Alarms.Describe(wanted));
        else await ReplaceAsync(plan, cloudWatch, old, input, wanted, context, ct);

        if (input.AlarmActions.Count == 0) plan.Warn("The alarm notifies nobody on ALARM.");
        if (Alarms.IsBand(input.Comparison)) plan.Warn(
            "CloudWatch learns the band from up to two weeks of data, and is not sure before; the model is billed.");
        return plan.Warn(AlarmActionWords.OnInstances([.. input.AlarmActions, .. input.OkActions])).Build();
    }

    /// <summary>What becomes of an alarm that is not there yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="input">The alarm.</param>
    /// <param name="rule">Its rule in words.</param>
    public static void PlanNew(PlanBuilder plan, AlarmInput input, string rule)
    {
        plan.Create(input.Alarm, "rule", rule).Undo("cloudwatch_delete_alarms", new { alarms = new[] { input.Alarm } });
        if (input.AlarmActions.Count > 0) plan.Create(input.Alarm, "actions on ALARM", input.AlarmActions);
        if (input.OkActions.Count > 0) plan.Create(input.Alarm, "actions on OK", input.OkActions);
    }

    /// <summary>What becomes of an alarm that is replaced.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="old">The alarm that is there.</param>
    /// <param name="input">The alarm.</param>
    /// <param name="rule">Its rule in words.</param>
    /// <param name="own">What only alarms of its kind have, before and after.</param>
    public static void PlanReplacement(PlanBuilder plan, Alarm old, AlarmInput input, string rule,
        params IEnumerable<(string Property, object? From, object? To)> own)
    {
        plan.Change(input.Alarm, "rule", old.Rule, rule)
            .Change(input.Alarm, "actions on ALARM", old.AlarmActions, input.AlarmActions)
            .Change(input.Alarm, "actions on OK", old.OkActions, input.OkActions);
        foreach (var (property, from, to) in own) plan.Change(input.Alarm, property, from, to);
        plan.Change(input.Alarm, "description", old.Description, input.Description);
        // What no tool can set goes with the replacement.
        if (old.InsufficientDataActions.Count > 0)
            plan.Change(input.Alarm, "actions on INSUFFICIENT_DATA", old.InsufficientDataActions, null);
        if (!old.ActionsEnabled) plan.Change(input.Alarm, "actions", false, true);
        if (input.Tags.Count > 0) plan.Warn("AWS ignores tags of an alarm that exists.");
    }

    public static async Task<string> RunAsync(
        IAmazonCloudWatch cloudWatch, MetricAlarmInput input, MetricAlarm alarm, ToolContext context, CancellationToken ct)
    {
        await cloudWatch.PutMetricAlarmAsync(new()
        {
            AlarmName = input.Alarm,
            AlarmDescription = input.Description,
            Namespace = alarm.Namespace,
            MetricName = alarm.MetricName,
            Dimensions = alarm.Dimensions,
            Statistic = alarm.Statistic,
            ExtendedStatistic = alarm.ExtendedStatistic,
            Metrics = alarm.Metrics,
            ComparisonOperator = alarm.ComparisonOperator,
            Threshold = alarm.Threshold,
            ThresholdMetricId = alarm.ThresholdMetricId,
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
        return Alarms.Describe(alarm);
    }

    /// <summary>The call that makes this alarm again; null when it has what no tool can set.</summary>
    public static (string Tool, IReadOnlyDictionary<string, object> Arguments)? Again(MetricAlarm a, IReadOnlyDictionary<string,
        string>? tags)
    {
        if (a.Unit is not null || a is { EvaluationPeriods: null } or { InsufficientDataActions.Count: > 0 } or { ActionsEnabled: false }
            or { EvaluateLowSampleCountPercentile: "ignore" } || Alarms.Sign(a.ComparisonOperator) is not { } comparison
            || Own(a) is not { } own) return null;
        (string Name, object? Value)[] arguments =
        [
            ("alarm", a.AlarmName), .. own.Arguments,
            ("comparison", comparison), ("evaluationPeriods", a.EvaluationPeriods), ("datapointsToAlarm", a.DatapointsToAlarm),
            ("missingData", a.TreatMissingData),
            ("alarmActions", a.AlarmActions ?? []), ("okActions", a.OKActions ?? []), ("description", a.AlarmDescription),
            ("tags", tags is null ? null : Aws.Tags.Own(tags)),
        ];
        return (own.Tool, arguments.Where(p => p.Value is not null).ToDictionary(p => p.Name, p => p.Value!));
    }

    // What tells the kinds of alarms apart: one metric, one metric and its band, several metrics and an expression.
    private static (string Tool, (string Name, object? Value)[] Arguments)? Own(MetricAlarm a)
    {
        if (a is { MetricName.Length: > 0, Namespace.Length: > 0, Threshold: not null, Period: not null })
        {
            return ("cloudwatch_put_alarm",
            [
                ("namespace", a.Namespace), ("metric", a.MetricName), ("dimensions", a.Dimensions.ToMap()),
                ("statistic", a.Statistic?.Value ?? a.ExtendedStatistic), ("threshold", a.Threshold), ("period", a.Period),
            ]);
        }

        var stats = (a.Metrics ?? []).Where(q => q.MetricStat is not null).ToList();
        var computed = (a.Metrics ?? []).Where(q => q.Expression is not null).ToList();
        var bands = computed.Where(q => q.Id == a.ThresholdMetricId).ToList();
        var expressions = computed.Except(bands).ToList();
        double? threshold = bands is [{ Expression: var text }] && BandWidth().Match(text) is { Success: true } width
            ? double.Parse(width.Groups[1].Value, CultureInfo.InvariantCulture)
            : bands.Count == 0 ? a.Threshold : null;
        if (threshold is null || stats.Any(s => s is { AccountId.Length: > 0 } or { MetricStat.Unit: not null })
            || stats.Select(s => s.MetricStat.Period).Distinct().ToList() is not [{ } period]
            || !stats.Select(s => s.Id).SequenceEqual(stats.Select((_, i) => $"m{i + 1}"))) return null;
        if (expressions.Count == 0 && stats is [{ MetricStat: { Metric: var metric } only }])
        {
            return ("cloudwatch_put_alarm",
            [
                ("namespace", metric.Namespace), ("metric", metric.MetricName), ("dimensions", metric.Dimensions.ToMap()),
                ("statistic", only.Stat), ("threshold", threshold), ("period", period),
            ]);
        }

        return expressions is not [{ Expression: var expression }] ? null : ("cloudwatch_put_math_alarm",
        [
            ("metrics", stats.Select(s => new Dictionary<string, object>
            {
                ["namespace"] = s.MetricStat.Metric.Namespace,
                ["name"] = s.MetricStat.Metric.MetricName,
                ["dimensions"] = s.MetricStat.Metric.Dimensions.ToMap(),
                ["statistic"] = s.MetricStat.Stat,
            }).ToList()),
            ("expression", expression), ("threshold", threshold), ("period", period),
        ]);
    }

    private static MetricAlarm Basic(MetricAlarmInput input) => new()
    {
        ComparisonOperator = Alarms.Operator(input.Comparison),
        EvaluationPeriods = input.EvaluationPeriods,
        DatapointsToAlarm = input.DatapointsToAlarm,
    };

    private static async Task ReplaceAsync(
        PlanBuilder plan, IAmazonCloudWatch cloudWatch, Alarm old, MetricAlarmInput input, MetricAlarm wanted, ToolContext context,
        CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        plan.Touch(await Alarms.ResourcesAsync(cloudWatch, [old], unknowns, context, ct)).Unknown(unknowns.Notes);
        if (old.Metric is not { } metric)
        {
            plan.Obstacle($"{input.Alarm} is a composite alarm, which this tool cannot replace; choose another name.");
            return;
        }

        PlanReplacement(plan, old, input, Alarms.Describe(wanted),
        [
            ("missing data", metric.TreatMissingData ?? "missing", input.MissingData),
            .. metric.Unit is { } unit ? [("unit", unit.Value, null)] : Array.Empty<(string, object?, object?)>(),
            .. metric.EvaluateLowSampleCountPercentile is { Length: > 0 } low
                ? [("percentiles of few samples", low, "evaluate")] : Array.Empty<(string, object?, object?)>(),
        ]);
        if (Again(metric, null) is { } again) plan.Undo(again.Tool, again.Arguments);
        else plan.NoUndo(NoWayBack);
    }

    [GeneratedRegex(@"^ANOMALY_DETECTION_BAND\(\w+,\s*([0-9.]+)\)$")]
    private static partial Regex BandWidth();
}
