using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_get_metric_data (GetMetricData).</summary>
public static class GetMetricData
{
    // Periods in seconds that CloudWatch keeps data for.
    private static readonly int[] Periods = [60, 300, 900, 3600, 21600, 86400];

    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Result>(
        "get_metric_data", "Values of up to 20 metrics and expressions over a time, each with minimum, maximum, average and sum. For the metrics that there are, use cloudwatch_list_metrics.", RunAsync,
        iam: ["cloudwatch:GetMetricData"],
        examples: ["How busy was this instance today?", "What share of requests failed in the last three hours?"]);

    public sealed record MetricInput
    {
        [Description("Namespace.")]
        public required string Namespace { get; init; }

        [Description("Metric name.")]
        public required string Name { get; init; }

        [Description("All of the metric's.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("Average, Sum, Minimum, Maximum, SampleCount or p99.")]
        public string Statistic { get; init; } = "Average";
    }

    public sealed record Input
    {
        [Description("Called m1, m2 ... in expressions."), MinLength(1), MaxLength(20)]
        public required IReadOnlyList<MetricInput> Metrics { get; init; }

        [Description("Metric math, as 100*m2/m1.")]
        public IReadOnlyList<string> Expressions { get; init; } = [];

        [Description("Begin: 30m, 3h, 2d ago, or a time.")]
        public string From { get; init; } = "3h";

        [Description("End; else now.")]
        public string? To { get; init; }

        [Description("Seconds a point; else as points says."), Range(1, 86400)]
        public int? Period { get; init; }

        [Description("Most points; 0: statistics alone."), Range(0, 500)]
        public int Points { get; init; } = 40;
    }

    public sealed record Point(DateTime At, double Value);

    public sealed record Series(
        string Label, int Count, double? Minimum, double? Maximum, double? Average, double? Sum, double? Last, IReadOnlyList<Point> Points, string? Note);

    public sealed record Result(DateTime From, DateTime To, int PeriodSeconds, IReadOnlyList<Series> Series);

    public static Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct) => RunAsync(cloudWatch, input, TimeProvider.System.GetUtcNow().UtcDateTime, ct);

    internal static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, DateTime now, CancellationToken ct)
    {
        var (from, to) = (Times.Parse(input.From, now), input.To is null ? now : Times.Parse(input.To, now));
        if (from >= to) throw new ToolException(ToolErrorCode.InvalidInput, "from must be before to.");
        var period = input.Period ?? Fitting(from, to, now, input.Points == 0 ? 100 : input.Points);
        // CloudWatch answers faster, and the same way each time, when the range begins and ends with a period.
        from = new(from.Ticks - from.Ticks % (period * TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var request = new GetMetricDataRequest { StartTime = from, EndTime = to, ScanBy = ScanBy.TimestampAscending, MetricDataQueries = Queries(input, period) };
        Dictionary<string, MetricDataResult> found = [];
        do
        {
            var answer = await cloudWatch.GetMetricDataAsync(request, ct);
            foreach (var part in answer.MetricDataResults ?? []) Add(found, part);
            request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return new(from, to, period, [.. request.MetricDataQueries.Select(q => ToSeries(q, found.GetValueOrDefault(q.Id), input.Points))]);
    }

    private static List<MetricDataQuery> Queries(Input input, int period) =>
    [
        .. input.Metrics.Select((m, i) => new MetricDataQuery
        {
            Id = $"m{i + 1}",
            MetricStat = new() { Metric = new() { Namespace = m.Namespace, MetricName = m.Name, Dimensions = m.Dimensions.ToDimensions() }, Period = period, Stat = m.Statistic },
        }),
        .. input.Expressions.Select((e, i) => new MetricDataQuery { Id = $"e{i + 1}", Expression = e, Period = period }),
    ];

    // The shortest period that gives no more points, and that CloudWatch still keeps for data of that age.
    private static int Fitting(DateTime from, DateTime to, DateTime now, int points)
    {
        var kept = (now - from).TotalDays switch { > 63 => 3600, > 15 => 300, _ => 60 };
        return Periods.FirstOrDefault(p => p >= kept && (to - from).TotalSeconds / p <= points, Periods[^1]);
    }

    // A series comes in parts when an answer has several pages.
    private static void Add(Dictionary<string, MetricDataResult> found, MetricDataResult part)
    {
        if (found.TryAdd(part.Id, part)) return;
        var all = found[part.Id];
        (all.Timestamps, all.Values, all.StatusCode) = ([.. all.Timestamps ?? [], .. part.Timestamps ?? []], [.. all.Values ?? [], .. part.Values ?? []], part.StatusCode);
    }

    private static Series ToSeries(MetricDataQuery query, MetricDataResult? data, int most)
    {
        var label = query.Expression ?? $"{Dimensions.Describe(query.MetricStat.Metric.Namespace, query.MetricStat.Metric.MetricName, query.MetricStat.Metric.Dimensions)} {query.MetricStat.Stat}";
        var points = (data?.Timestamps ?? []).Zip(data?.Values ?? [], (at, value) => new Point(at, Math.Round(value, 6))).OrderBy(p => p.At).ToList();
        List<string> notes = [.. (data?.Messages ?? []).Select(m => m.Value)];
        if (data?.StatusCode is { } status && status != StatusCode.Complete) notes.Add($"CloudWatch says {status.Value}");
        if (points.Count > most && most > 0) notes.Add(string.Create(CultureInfo.InvariantCulture, $"the last {most} of {points.Count} points"));
        if (points.Count == 0) notes.Add("no data: check the name, all dimensions and the time");
        return new(label, points.Count,
            points.Count == 0 ? null : points.Min(p => p.Value), points.Count == 0 ? null : points.Max(p => p.Value), points.Count == 0 ? null : Math.Round(points.Average(p => p.Value), 6),
            points.Count == 0 ? null : Math.Round(points.Sum(p => p.Value), 6), points.LastOrDefault()?.Value, [.. points.TakeLast(most)], notes.Count == 0 ? null : string.Join("; ", notes));
    }
}
