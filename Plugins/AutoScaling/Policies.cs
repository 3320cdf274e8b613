using System.Globalization;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>Policies and scheduled actions: found, and told in a few words.</summary>
internal static class Policies
{
    public static Task<ScalingPolicy?> FindAsync(IAmazonAutoScaling asg, string group, string name, CancellationToken ct) =>
        Paging.FirstAsync<ScalingPolicy>(async token =>
        {
            var page = await asg.DescribePoliciesAsync(
                new() { AutoScalingGroupName = group, PolicyNames = [name], NextToken = token }, ct);
            return (page.ScalingPolicies, page.NextToken);
        });

    public static Task<ScheduledUpdateGroupAction?> FindActionAsync(IAmazonAutoScaling asg, string group, string name,
        CancellationToken ct) =>
        Paging.FirstAsync<ScheduledUpdateGroupAction>(async token =>
        {
            var page = await asg.DescribeScheduledActionsAsync(
                new() { AutoScalingGroupName = group, ScheduledActionNames = [name], NextToken = token }, ct);
            return (page.ScheduledUpdateGroupActions, page.NextToken);
        });

    /// <summary>All policies of a group by name; AWS gives 50 a page unless more are asked for.</summary>
    public static Task<List<ScalingPolicy>> AllAsync(IAmazonAutoScaling asg, string group, CancellationToken ct) =>
        Paging.AllAsync<ScalingPolicy>(async token =>
    {
        var page = await asg.DescribePoliciesAsync(new() { AutoScalingGroupName = group, MaxRecords = 100, NextToken = token }, ct);
        return (page.ScalingPolicies, page.NextToken);
    }, p => p.PolicyName);

    /// <summary>All scheduled actions of a group by name.</summary>
    public static Task<List<ScheduledUpdateGroupAction>> AllActionsAsync(IAmazonAutoScaling asg, string group, CancellationToken ct) =>
        Paging.AllAsync<ScheduledUpdateGroupAction>(async token =>
        {
            var page = await asg.DescribeScheduledActionsAsync(new() { AutoScalingGroupName = group, MaxRecords = 100, NextToken = token },
                ct);
            return (page.ScheduledUpdateGroupActions, page.NextToken);
        }, a => a.ScheduledActionName);

    /// <summary>The names of the alarms that trigger a policy, in order.</summary>
    public static IEnumerable<string> Alarms(ScalingPolicy p) => (p.Alarms ?? []).Select(a => a.AlarmName).Order(StringComparer.Ordinal);

    /// <summary><c>keep ASGAverageCPUUtilization at 50</c></summary>
    public static string Describe(ScalingPolicy p) => p switch
    {
        { TargetTrackingConfiguration: { } t } =>
            $"keep {Metric(t)} at {t.TargetValue?.ToString(CultureInfo.InvariantCulture)}"
            + $"{(t.DisableScaleIn is true ? ", never scale in" : "")}"
            + $"{(p.EstimatedInstanceWarmup is { } warmup ? $", warmup {warmup} s" : "")}",
        { StepAdjustments: { Count: > 0 } steps } => $"{p.AdjustmentType}: "
            + string.Join(", ",
                Sorted(steps).Select(s =>
                $"{Bound(s.MetricIntervalLowerBound)}..{Bound(s.MetricIntervalUpperBound)} {Signed(s.ScalingAdjustment)}"))
            + $"{(p.MetricAggregationType is { Length: > 0 } by and not "Average" ? $", by {by}" : "")}"
            + $"{(p.MinAdjustmentMagnitude is { } least ? $", at least {least}" : "")}"
            + $"{(p.EstimatedInstanceWarmup is { } warm ? $", warmup {warm} s" : "")}",
        { PredictiveScalingConfiguration: { } predictive } => $"predictive, {predictive.Mode?.Value}",
        _ => $"{p.AdjustmentType} {Signed(p.ScalingAdjustment)}{(p.Cooldown is { } cooldown ? $", cooldown {cooldown} s" : "")}"
            + $"{(p.MinAdjustmentMagnitude is { } least ? $", at least {least}" : "")}",
    };

    /// <summary><c>min 1, desired 2 at 0 8 * * 1-5 (Europe/Berlin)</c>. The zone is of the cron expression; the other times are
    /// UTC.</summary>
    public static string Describe(ScheduledUpdateGroupAction a)
    {
        var cron = string.IsNullOrEmpty(a.Recurrence) ? null
            : $"{a.Recurrence}{(string.IsNullOrEmpty(a.TimeZone) ? "" : $" ({a.TimeZone})")}";
        return $"{Sizes(a.MinSize, a.DesiredCapacity, a.MaxSize)} at "
            + $"{string.Join(" from ", new[] { cron, Time(a.StartTime) }.OfType<string>())}"
            + $"{(a.EndTime is null ? "" : $" until {Time(a.EndTime)}")}";
    }

    /// <summary>What asg_put_scaling_policy would be given for the same policy; null when it cannot express it.</summary>
    public static object? ToArguments(ScalingPolicy p) => p switch
    {
        { Enabled: false } or { EstimatedInstanceWarmup: not null } => null,
        { MinAdjustmentMagnitude: not null } or { MinAdjustmentStep: not null } => null,
        { TargetTrackingConfiguration: { PredefinedMetricSpecification: { } metric } t } => Given(
            ("group", p.AutoScalingGroupName), ("policy", p.PolicyName), ("metric", metric.PredefinedMetricType?.Value),
                ("target", t.TargetValue),
            ("resourceLabel", metric.ResourceLabel), ("disableScaleIn", t.DisableScaleIn is true ? true : null)),
        {
            TargetTrackingConfiguration: null, PredictiveScalingConfiguration: null, StepAdjustments: null or { Count: 0 },
            ScalingAdjustment: { } adjustment
        } => Given(
            ("group", p.AutoScalingGroupName), ("policy", p.PolicyName), ("adjustment", adjustment), ("adjustmentType", p.AdjustmentType),
                ("cooldown", p.Cooldown)),
        {
            TargetTrackingConfiguration: null, PredictiveScalingConfiguration: null, StepAdjustments: { Count: > 0 } steps,
            MetricAggregationType: null or "" or "Average"
        } when Bounds(steps) is { } bounds => Given(
            ("group", p.AutoScalingGroupName), ("policy", p.PolicyName), ("steps", bounds), ("adjustmentType", p.AdjustmentType)),
        _ => null,
    };

    /// <summary>What asg_put_scheduled_action would be given for the same action.</summary>
    public static object ToArguments(ScheduledUpdateGroupAction a) => Given(
        ("group", a.AutoScalingGroupName), ("action", a.ScheduledActionName), ("recurrence", a.Recurrence),
        ("timeZone", a.Recurrence is null ? null : a.TimeZone), ("startTime", Time(a.StartTime)), ("endTime", Time(a.EndTime)),
        ("min", a.MinSize), ("desired", a.DesiredCapacity), ("max", a.MaxSize));

    /// <summary>Arguments of a call, without those that have no value.</summary>
    public static Dictionary<string, object> Given(params (string Name, object? Value)[] arguments) =>
        arguments.Where(a => a.Value is not (null or "")).ToDictionary(a => a.Name, a => a.Value!);

    private static string Sizes(int? min, int? desired, int? max) => string.Join(", ",
        new[] { ("min", min), ("desired", desired), ("max", max) }.Where(c => c.Item2 is not null).Select(c => $"{c.Item1} {c.Item2}"));

    private static string? Time(DateTime? time) => time?.ToUniversalTime()
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Metric(TargetTrackingConfiguration t) =>
        t.PredefinedMetricSpecification is { PredefinedMetricType: { } known } metric
            ? $"{known.Value}{(metric.ResourceLabel is { } label ? $" of {label}" : "")}"
        : t.CustomizedMetricSpecification?.MetricName ?? "a metric expression";

    // AWS gives them in no order.
    private static IEnumerable<StepAdjustment> Sorted(IEnumerable<StepAdjustment> steps) =>
        steps.OrderBy(s => s.MetricIntervalLowerBound ?? double.NegativeInfinity);

    /// <summary>
    /// Steps as asg_put_scaling_policy takes them: those of a rising alarm by their lower bounds, which begin at 0, those of a falling one
    /// by their upper ones, which end there. Null for others, with a gap or on both sides.
    /// </summary>
    private static Dictionary<string, int>? Bounds(IReadOnlyCollection<StepAdjustment> steps)
    {
        var all = Sorted(steps).ToList();
        var isWhole = all.Zip(all.Skip(1)).All(n =>
            n.First.MetricIntervalUpperBound is { } end && n.Second.MetricIntervalLowerBound == end);
        if (!isWhole || all.Any(s => s.ScalingAdjustment is null)) return null;
        if (all[0].MetricIntervalLowerBound == 0 && all[^1].MetricIntervalUpperBound is null)
            return all.ToDictionary(s => Bound(s.MetricIntervalLowerBound), s => s.ScalingAdjustment!.Value);
        return all[0].MetricIntervalLowerBound is null && all[^1].MetricIntervalUpperBound == 0 && all.Count > 1
            ? all.ToDictionary(s => Bound(s.MetricIntervalUpperBound), s => s.ScalingAdjustment!.Value) : null;
    }

    private static string Bound(double? bound) => bound?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Signed(int? adjustment) => adjustment?.ToString("+0;-0;0", CultureInfo.InvariantCulture) ?? "";
}
