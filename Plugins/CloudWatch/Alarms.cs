using System.Globalization;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>An alarm of either kind.</summary>
/// <param name="Rule">When it goes off, in a few words.</param>
internal sealed record Alarm(
    string Name, string Arn, string Type, string State, string Rule, string? Reason, DateTime? Since, bool ActionsEnabled, string? Description,
    IReadOnlyList<string> AlarmActions, IReadOnlyList<string> OkActions, IReadOnlyList<string> InsufficientDataActions)
{
    /// <summary><c>high-cpu (ALARM): AWS/EC2 CPUUtilization InstanceId=i-1 Average > 80 for 3 of 3 x 300 s</c></summary>
    public string Describe() => $"{Name} ({State}): {Rule}";

    /// <summary>What it does in a state.</summary>
    public IReadOnlyList<string> Actions(string state) => state switch { "ALARM" => AlarmActions, "OK" => OkActions, _ => InsufficientDataActions };
}

/// <summary>Alarms: found, and told in a few words.</summary>
internal static class Alarms
{
    private static readonly List<string> BothTypes = ["MetricAlarm", "CompositeAlarm"];

    /// <summary>The names of the comparisons and their signs.</summary>
    private static readonly (string Sign, ComparisonOperator Operator)[] Signs =
    [
        (">", ComparisonOperator.GreaterThanThreshold),
        (">=", ComparisonOperator.GreaterThanOrEqualToThreshold),
        ("<", ComparisonOperator.LessThanThreshold),
        ("<=", ComparisonOperator.LessThanOrEqualToThreshold),
    ];

    /// <summary>A request for alarms of both kinds; CloudWatch leaves out composite ones unless they are asked for.</summary>
    public static DescribeAlarmsRequest Request() => new() { AlarmTypes = [.. BothTypes] };

    public static IReadOnlyList<Alarm> Of(DescribeAlarmsResponse answer) => [.. (answer.MetricAlarms ?? []).Select(Of), .. (answer.CompositeAlarms ?? []).Select(Of)];

    public static ComparisonOperator Operator(string sign) => Signs.First(s => s.Sign == sign).Operator;

    /// <summary>The alarms of these names, in this order.</summary>
    /// <exception cref="ToolException">One does not exist; CloudWatch leaves it out.</exception>
    public static async Task<IReadOnlyList<Alarm>> FindAsync(IAmazonCloudWatch cloudWatch, IReadOnlyList<string> names, CancellationToken ct)
    {
        var request = Request();
        request.AlarmNames = [.. names];
        request.MaxRecords = 100;
        var found = Of(await cloudWatch.DescribeAlarmsAsync(request, ct));
        return [.. names.Distinct().Select(n => found.FirstOrDefault(a => a.Name == n) ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no alarm '{n}'.", "cloudwatch_list_alarms shows those that exist."))];
    }

    public static async Task<IReadOnlyList<PlannedResource>> ResourcesAsync(IAmazonCloudWatch cloudWatch, IEnumerable<Alarm> alarms, CancellationToken ct) =>
        await Task.WhenAll(alarms.Select(async a => new PlannedResource(a.Arn, $"{a.State}, {a.Rule}, actions {(a.ActionsEnabled ? "on" : "off")}: {string.Join(" ", a.AlarmActions.DefaultIfEmpty("none"))}")
        {
            Tags = await TagsAsync(cloudWatch, a.Arn, ct),
        }));

    /// <summary>Null when CloudWatch does not tell.</summary>
    public static async Task<IReadOnlyDictionary<string, string>?> TagsAsync(IAmazonCloudWatch cloudWatch, string arn, CancellationToken ct)
    {
        try
        {
            return ((await cloudWatch.ListTagsForResourceAsync(new() { ResourceARN = arn }, ct)).Tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value ?? "");
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <summary><c>Average > 80 for 2 of 3 x 300 s</c></summary>
    public static string Describe(MetricAlarm a) =>
        $"{What(a)} {(string?)a.Statistic?.Value ?? a.ExtendedStatistic} {Sign(a.ComparisonOperator)} {Threshold(a)} for {a.DatapointsToAlarm ?? a.EvaluationPeriods} of {a.EvaluationPeriods} x {a.Period} s"
            .Replace("  ", " ", StringComparison.Ordinal);

    private static Alarm Of(MetricAlarm a) => new(
        a.AlarmName, a.AlarmArn, "metric", a.StateValue?.Value ?? "", Describe(a), a.StateReason, a.StateTransitionedTimestamp ?? a.StateUpdatedTimestamp, a.ActionsEnabled ?? true, a.AlarmDescription,
        a.AlarmActions ?? [], a.OKActions ?? [], a.InsufficientDataActions ?? []);

    private static Alarm Of(CompositeAlarm a) => new(
        a.AlarmName, a.AlarmArn, "composite", a.StateValue?.Value ?? "", a.AlarmRule ?? "", a.StateReason, a.StateTransitionedTimestamp ?? a.StateUpdatedTimestamp, a.ActionsEnabled ?? true, a.AlarmDescription,
        a.AlarmActions ?? [], a.OKActions ?? [], a.InsufficientDataActions ?? []);

    private static string What(MetricAlarm a) => a switch
    {
        { Metrics: { Count: > 0 } queries } => string.Join("; ", queries.Select(q => q.Expression ?? Dimensions.Describe(q.MetricStat?.Metric?.Namespace, q.MetricStat?.Metric?.MetricName, q.MetricStat?.Metric?.Dimensions))),
        { EvaluationCriteria.PromQLCriteria.Query: { } query } => query,
        _ => Dimensions.Describe(a.Namespace, a.MetricName, a.Dimensions),
    };

    private static string Threshold(MetricAlarm a) => a.ThresholdMetricId is { Length: > 0 } id ? $"band {id}" : a.Threshold?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string? Sign(ComparisonOperator? comparison) => Signs.FirstOrDefault(s => s.Operator == comparison).Sign ?? comparison?.Value;
}
