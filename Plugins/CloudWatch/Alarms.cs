using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>An alarm of either kind.</summary>
/// <param name="Rule">When it goes off, in a few words.</param>
internal sealed record Alarm(
    string Name, string Arn, string Type, string State, string Rule, string? Reason, DateTime? Since, bool ActionsEnabled,
    string? Description,
    IReadOnlyList<string> AlarmActions, IReadOnlyList<string> OkActions, IReadOnlyList<string> InsufficientDataActions)
{
    /// <summary>All settings of a metric alarm; null for a composite one.</summary>
    public MetricAlarm? Metric { get; init; }

    /// <summary>All settings of a composite alarm; null for a metric one.</summary>
    public CompositeAlarm? Composite { get; init; }

    public bool IsComposite => Metric is null;

    /// <summary>
    /// Whether it looks at a resource: one of its dimensions has that id or name, or is the end of that ARN, or an expression names it.
    /// </summary>
    public bool IsAbout(string resource) =>
        (Metric?.Dimensions ?? []).Concat((Metric?.Metrics ?? []).SelectMany(q => q.MetricStat?.Metric?.Dimensions ?? []))
            .Any(d => d.Value == resource || resource.EndsWith($"/{d.Value}", StringComparison.Ordinal)
                || resource.EndsWith($":{d.Value}", StringComparison.Ordinal))
        || (Metric?.Metrics ?? []).Any(q => Names(q.Expression, resource));

    // The whole id: i-1 is not i-12.
    private static bool Names(string? expression, string resource) =>
        expression is not null && Regex.IsMatch(expression, $@"(?<![\w-]){Regex.Escape(resource)}(?![\w-])", RegexOptions.CultureInvariant);

    /// <summary><c>high-cpu (ALARM): AWS/EC2 CPUUtilization InstanceId=i-1 Average > 80 for 3 of 3 x 300 s</c></summary>
    public string Describe() => $"{Name} ({State}): {Rule}";

    /// <summary>What it does in a state.</summary>
    public IReadOnlyList<string> Actions(string state) =>
        state switch { "ALARM" => AlarmActions, "OK" => OkActions, _ => InsufficientDataActions };
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
        ("outside", ComparisonOperator.LessThanLowerOrGreaterThanUpperThreshold),
        ("above", ComparisonOperator.GreaterThanUpperThreshold),
        ("below", ComparisonOperator.LessThanLowerThreshold),
    ];

    /// <summary>A request for alarms of both kinds; CloudWatch leaves out composite ones unless they are asked for.</summary>
    public static DescribeAlarmsRequest Request(params IEnumerable<string> names) => new()
    {
        AlarmTypes = [.. BothTypes],
        AlarmNames = names.Any() ? [.. names] : null,
        MaxRecords = 100,
    };

    public static IReadOnlyList<Alarm> Of(DescribeAlarmsResponse answer) =>
        [.. (answer.MetricAlarms ?? []).Select(Of), .. (answer.CompositeAlarms ?? []).Select(Of)];

    /// <summary>Those of these names that there are, in however many pages they come.</summary>
    public static Task<List<Alarm>> NamedAsync(IAmazonCloudWatch cloudWatch, IEnumerable<string> names, CancellationToken ct) =>
        Paging.AllAsync<Alarm>(async token =>
        {
            var request = Request(names);
            request.NextToken = token;
            var answer = await cloudWatch.DescribeAlarmsAsync(request, ct);
            return ([.. Of(answer)], answer.NextToken);
        });

    public static ComparisonOperator Operator(string sign) => Signs.First(s => s.Sign == sign).Operator;

    /// <summary>Whether a comparison is one with the band of values that CloudWatch expects.</summary>
    public static bool IsBand(string sign) => sign is "outside" or "above" or "below";

    /// <summary>The sign of a comparison; null for one that is not known here.</summary>
    public static string? Sign(ComparisonOperator? comparison) => Signs.FirstOrDefault(s => s.Operator == comparison).Sign;

    /// <summary>The alarms of these names, in this order.</summary>
    /// <exception cref="ToolException">One does not exist; CloudWatch leaves it out.</exception>
    public static async Task<IReadOnlyList<Alarm>> FindAsync(
        IAmazonCloudWatch cloudWatch, IReadOnlyList<string> names, CancellationToken ct)
    {
        var found = await NamedAsync(cloudWatch, names, ct);
        return [.. names.Distinct().Select(n => found.FirstOrDefault(a => a.Name == n) ?? throw Missing(n))];
    }

    public static ToolException Missing(string name) =>
        ToolException.NotFound($"The alarm '{name}'", "cloudwatch_list_alarms shows those that exist.");

    public static Task<IReadOnlyList<PlannedResource>> ResourcesAsync(
        IAmazonCloudWatch cloudWatch, IEnumerable<Alarm> alarms, Unknowns unknowns, ToolContext context, CancellationToken ct) =>
        alarms.PacedAsync(async (a, t) => new PlannedResource(a.Arn, State(a))
        {
            Name = a.Name,
            Tags = await TagsAsync(cloudWatch, a.Name, a.Arn, unknowns, t),
        }, context, ct);

    /// <summary>
    /// The tags of an alarm or dashboard; null when CloudWatch does not tell them, which <paramref name="unknowns"/> then says.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, string>?> TagsAsync(
        IAmazonCloudWatch cloudWatch, string name, string arn, Unknowns unknowns, CancellationToken ct)
    {
        try
        {
            var answer = await unknowns.TryAsync(
                $"The tags of {name}", () => cloudWatch.ListTagsForResourceAsync(new() { ResourceARN = arn }, ct));
            return answer is null ? null : Tags.Map(answer.Tags, t => t.Key, t => t.Value);
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <summary><c>Average > 80 for 2 of 3 x 300 s</c></summary>
    public static string Describe(MetricAlarm a)
    {
        if (a.EvaluationCriteria?.PromQLCriteria is { } prom)
            return $"PromQL {prom.Query}{Seconds(" for", prom.PendingPeriod)}{Seconds(" every", a.EvaluationInterval)}";
        // An alarm on several metrics has no period of its own.
        List<int> periods = a.Period is { } own
            ? [own]
            : [.. (a.Metrics ?? []).Select(q => q.MetricStat?.Period ?? q.Period).OfType<int>().Distinct().Order()];
        var each = periods switch { [] => "periods", [var only] => $"x {only} s", _ => $"periods ({string.Join(", ", periods)} s)" };
        string?[] words =
        [
            What(a), a.Statistic?.Value ?? a.ExtendedStatistic, Sign(a.ComparisonOperator) ?? a.ComparisonOperator?.Value, Threshold(a),
            $"for {a.DatapointsToAlarm ?? a.EvaluationPeriods} of {a.EvaluationPeriods} {each}",
        ];
        return string.Join(' ', words.Where(w => !string.IsNullOrEmpty(w)));
    }

    private static string State(Alarm a) =>
        $"{a.State}, {a.Rule}, actions {PlanBuilder.Text(a.ActionsEnabled)}: {string.Join(" ", a.AlarmActions.DefaultIfEmpty("none"))}";

    private static Alarm Of(MetricAlarm a) => new(
        a.AlarmName, a.AlarmArn, "metric", a.StateValue?.Value ?? "", Describe(a), a.StateReason,
        a.StateTransitionedTimestamp ?? a.StateUpdatedTimestamp, a.ActionsEnabled ?? true, a.AlarmDescription,
        a.AlarmActions ?? [], a.OKActions ?? [], a.InsufficientDataActions ?? [])
    {
        Metric = a,
    };

    private static Alarm Of(CompositeAlarm a) => new(
        a.AlarmName, a.AlarmArn, "composite", a.StateValue?.Value ?? "", a.AlarmRule ?? "", a.StateReason,
        a.StateTransitionedTimestamp ?? a.StateUpdatedTimestamp, a.ActionsEnabled ?? true, a.AlarmDescription,
        a.AlarmActions ?? [], a.OKActions ?? [], a.InsufficientDataActions ?? [])
    {
        Composite = a,
    };

    private static string What(MetricAlarm a) => a.Metrics is { Count: > 0 } queries
        ? string.Join("; ", queries.Select(What))
        : Dimensions.Describe(a.Namespace, a.MetricName, a.Dimensions);

    private static string What(MetricDataQuery query)
    {
        var metric = query.MetricStat?.Metric;
        return query.Expression
            ?? $"{Dimensions.Describe(metric?.Namespace, metric?.MetricName, metric?.Dimensions)} {query.MetricStat?.Stat}".TrimEnd();
    }

    private static string Seconds(string before, int? seconds) =>
        seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{before} {s} s") : "";

    private static string Threshold(MetricAlarm a) =>
        a.ThresholdMetricId is { Length: > 0 } id ? $"band {id}" : a.Threshold?.ToString(CultureInfo.InvariantCulture) ?? "";
}
