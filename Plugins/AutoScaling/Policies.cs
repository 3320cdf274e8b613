using System.Globalization;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>Policies and scheduled actions: found, and told in a few words.</summary>
internal static class Policies
{
    public static async Task<ScalingPolicy?> FindAsync(IAmazonAutoScaling asg, string group, string name, CancellationToken ct) =>
        (await asg.DescribePoliciesAsync(new() { AutoScalingGroupName = group, PolicyNames = [name] }, ct)).ScalingPolicies?.FirstOrDefault();

    public static async Task<ScheduledUpdateGroupAction?> FindActionAsync(IAmazonAutoScaling asg, string group, string name, CancellationToken ct) =>
        (await asg.DescribeScheduledActionsAsync(new() { AutoScalingGroupName = group, ScheduledActionNames = [name] }, ct)).ScheduledUpdateGroupActions?.FirstOrDefault();

    /// <summary><c>keep ASGAverageCPUUtilization at 50</c></summary>
    public static string Describe(ScalingPolicy p) => p switch
    {
        { TargetTrackingConfiguration: { } t } =>
            $"keep {Metric(t)} at {t.TargetValue?.ToString(CultureInfo.InvariantCulture)}{(t.DisableScaleIn == true ? ", never scale in" : "")}",
        { StepAdjustments: { Count: > 0 } steps } =>
            $"{p.AdjustmentType}: {string.Join(", ", steps.Select(s => $"{Bound(s.MetricIntervalLowerBound)}..{Bound(s.MetricIntervalUpperBound)} {Signed(s.ScalingAdjustment)}"))}",
        { PredictiveScalingConfiguration: { } predictive } => $"predictive, {predictive.Mode?.Value}",
        _ => $"{p.AdjustmentType} {Signed(p.ScalingAdjustment)}{(p.Cooldown is { } cooldown ? $", cooldown {cooldown} s" : "")}",
    };

    /// <summary><c>min 1, desired 2 at 0 8 * * 1-5 (Europe/Berlin)</c></summary>
    public static string Describe(ScheduledUpdateGroupAction a) =>
        $"{Capacity(a.MinSize, a.DesiredCapacity, a.MaxSize)} at {string.Join(" from ", new[] { a.Recurrence, Time(a.StartTime) }.Where(t => !string.IsNullOrEmpty(t)))}"
        + $"{(a.EndTime is null ? "" : $" until {Time(a.EndTime)}")}{(string.IsNullOrEmpty(a.TimeZone) ? "" : $" ({a.TimeZone})")}";

    public static string Capacity(int? min, int? desired, int? max) => string.Join(", ",
        new[] { ("min", min), ("desired", desired), ("max", max) }.Where(c => c.Item2 is not null).Select(c => $"{c.Item1} {c.Item2}"));

    private static string? Time(DateTime? time) => time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Metric(TargetTrackingConfiguration t) => t.PredefinedMetricSpecification?.PredefinedMetricType?.Value ?? t.CustomizedMetricSpecification?.MetricName ?? "a metric expression";

    private static string Bound(double? bound) => bound?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Signed(int? adjustment) => adjustment?.ToString("+0;-0;0", CultureInfo.InvariantCulture) ?? "";
}
