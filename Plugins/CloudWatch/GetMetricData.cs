using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_get_metric_data (GetMetricData; GetMetricWidgetImage for the chart).</summary>
public static class GetMetricData
{
    // An answer of about 4,500 tokens: a point has about 22 of them, a series without its points about 90.
    private const int Room = 200;
    private const int PointsOfSeries = 4;
    private const int MostSeries = Room / PointsOfSeries;
    private const int UsualPoints = 40;

    // The periods in seconds that are chosen from.
    private static readonly int[] Periods = [60, 300, 900, 3600, 21600, 86400];

    // For how long CloudWatch keeps points of at least that many seconds.
    private static readonly (int Period, TimeSpan Kept, string Text)[] Retention =
    [
        (1, TimeSpan.FromHours(3), "3 hours"),
        (60, TimeSpan.FromDays(15), "15 days"),
        (300, TimeSpan.FromDays(63), "63 days"),
        (3600, TimeSpan.FromDays(455), "455 days"),
    ];

    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Result>(
        "get_metric_data",
        "Values of up to 20 metrics and expressions, with minimum, maximum, average and sum. For what "
            + "metrics there are, use cloudwatch_list_metrics.", RunAsync,
        iam: ["cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"],
        examples: ["How busy was this instance today?", "What share of requests failed in the last three hours?"])
        .DrawnAs(AnswerShape.Series);

    public sealed record MetricInput
    {
        [Description("Like AWS/EC2.")]
        public required string Namespace { get; init; }

        [Description("Metric name.")]
        public required string Name { get; init; }

        [Description("All that the metric has.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("Average, Sum, Minimum, Maximum, SampleCount, p99, tm99.")]
        public string Statistic { get; init; } = "Average";
    }

    public sealed record Input
    {
        [Description("m1, m2 ... in expressions."), MaxLength(20)]
        public IReadOnlyList<MetricInput> Metrics { get; init; } = [];

        [Description("e1, e2 ...: 100*m2/m1, SEARCH(...) or SELECT."), MaxLength(20)]
        public IReadOnlyList<string> Expressions { get; init; } = [];

        [Description("Start: 3h or 2d ago, or 2026-01-31T08:00Z.")]
        public string From { get; init; } = "3h";

        [Description("End, like from; default now.")]
        public string? To { get; init; }

        [Description("Seconds; default about 40 points."), Range(1, 86400)]
        public int? Period { get; init; }

        [Description("Newest points a series, default 40; 0: statistics alone."), Range(0, 500)]
        public int? Points { get; init; }

        [Description("As an image.")]
        public bool Chart { get; init; }
    }

    public sealed record Point(DateTime At, double Value);

    /// <param name="Id">Which metric or expression: m1, e1.</param>
    /// <param name="Count">Points that the statistics are of.</param>
    public sealed record Series(
        string Id, string Label, int Count, double? Minimum, double? Maximum, double? Average, double? Sum, double? Last,
        IReadOnlyList<Point> Points, string? Note);

    public sealed record Result(DateTime From, DateTime To, int PeriodSeconds, IReadOnlyList<Series> Series, string? Note) : IHasContent
    {
        /// <summary>The chart, drawn by CloudWatch or, where it draws none, here.</summary>
        [JsonIgnore]
        public IReadOnlyList<ToolContent> Content { get; init; } = [];
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var now = context.Time.GetUtcNow().UtcDateTime;
        var (from, to) = Times.Range(input.From, input.To, now);
        Check(input);
        var period = input.Period ?? Fitting(from, to, now, input.Points switch { null => UsualPoints, 0 => 100, { } points => points });
        // CloudWatch answers faster, and the same way each time, when the range begins and ends with a period.
        from = new(from.Ticks - from.Ticks % (period * TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var request = new GetMetricDataRequest
        {
            StartTime = from,
            EndTime = to,
            ScanBy = ScanBy.TimestampAscending,
            MetricDataQueries = Queries(input, period),
        };
        var unknowns = new Unknowns(context.Target);
        var chart = !input.Chart ? null : unknowns.TryAsync("The chart of CloudWatch", () =>
            MetricChart.DrawAsync(cloudWatch, request.MetricDataQueries, from, to, period, ct));
        // One expression may give many series, which differ in nothing but their labels, and sometimes not even in these.
        Dictionary<(string Id, string Label, int Number), MetricDataResult> found = [];
        HashSet<string> notes = [];
        do
        {
            var answer = await cloudWatch.GetMetricDataAsync(request, ct);
            Add(found, answer.MetricDataResults ?? []);
            notes.UnionWith((answer.Messages ?? []).Select(m => m.Value ?? m.Code));
            request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));

        var all = request.MetricDataQueries.SelectMany(q => Of(q, found)).ToList();
        var shown = all.Take(MostSeries).ToList();
        var most = input.Points ?? Math.Clamp((Room - PointsOfSeries * shown.Count) / Math.Max(1, shown.Count), 0, UsualPoints);
        var old = Old(period, from, now);
        var series = shown.Select(s => ToSeries(s.Query, s.Label, s.Data, most, old)).ToList();
        if (all.Count > shown.Count)
        {
            notes.Add($"{all.Count - shown.Count} of {all.Count} series are left out; "
                + $"SORT(SEARCH(...), MAX, DESC, {MostSeries}) chooses those with the highest values.");
        }

        if (input.Points is null && most < UsualPoints && series.Any(s => s.Points.Count < s.Count))
            notes.Add($"The newest {most} points of each series are shown; points={UsualPoints} or fewer metrics show more.");
        if (old is not null) notes.Add(old);
        var image = chart is null ? null : await chart;
        if (input.Chart && image is null)
        {
            // Not every region and endpoint draws.
            image = MetricChart.Draw(shown.ConvertAll(s => ToSeries(s.Query, s.Label, s.Data, int.MaxValue, old)), from, to, period);
            notes.Add($"{unknowns.Note} {(image is null ? "There is nothing to draw here." : "This one is drawn here.")}");
        }

        return new(from, to, period, series, Notes.Join(notes.Select(Sentence)))
        {
            Content = image is null ? [] : [image],
        };
    }

    private static void Check(Input input)
    {
        if (input.Metrics.Count + input.Expressions.Count == 0) throw ToolException.InvalidInput("Pass metrics, expressions or both.");
        if (input.Period is { } period && period is not (1 or 5 or 10 or 20 or 30) && period % 60 != 0)
            throw ToolException.InvalidInput($"{period} is not a period.", "Pass 1, 5, 10, 20, 30 or a multiple of 60 seconds.");
    }

    private static List<MetricDataQuery> Queries(Input input, int period) =>
    [
        .. input.Metrics.Select((m, i) => new MetricDataQuery
        {
            Id = $"m{i + 1}",
            MetricStat = new()
            {
                Metric = new() { Namespace = m.Namespace, MetricName = m.Name, Dimensions = m.Dimensions.ToDimensions() },
                Period = period,
                Stat = m.Statistic,
            },
        }),
        .. input.Expressions.Select((e, i) => new MetricDataQuery { Id = $"e{i + 1}", Expression = e, Period = period }),
    ];

    // The shortest period that gives no more points, and that CloudWatch still keeps for data of that age.
    private static int Fitting(DateTime from, DateTime to, DateTime now, int points)
    {
        var kept = Math.Max(60, Retention.FirstOrDefault(r => now - from <= r.Kept, Retention[^1]).Period);
        return Periods.FirstOrDefault(p => p >= kept && (to - from).TotalSeconds / p <= points, Periods[^1]);
    }

    // What to say when CloudWatch keeps points of that period for less time than the range goes back.
    private static string? Old(int period, DateTime from, DateTime now)
    {
        var rule = Retention.Last(r => r.Period <= period);
        if (now - from <= rule.Kept + TimeSpan.FromSeconds(period)) return null;
        var better = Retention.FirstOrDefault(r => now - from <= r.Kept);
        return $"CloudWatch keeps points of {period} s for {rule.Text}, and the range goes back further: "
            + (better.Period == 0 ? "older data is gone" : $"period={better.Period} reads it whole");
    }

    // A series comes in parts when an answer has several pages; what comes twice in one page is two series.
    private static void Add(Dictionary<(string, string, int), MetricDataResult> found, List<MetricDataResult> page)
    {
        // A metric has one series, whatever its label.
        foreach (var same in page.GroupBy(p => (p.Id, Label: p.Id.StartsWith('m') ? "" : p.Label ?? "")))
        {
            foreach (var (number, part) in same.Index())
            {
                var key = (same.Key.Id, same.Key.Label, number);
                if (found.TryAdd(key, part)) continue;
                var all = found[key];
                (all.Timestamps, all.Values) = ([.. all.Timestamps ?? [], .. part.Timestamps ?? []],
                    [.. all.Values ?? [], .. part.Values ?? []]);
                (all.Messages, all.StatusCode) = ([.. all.Messages ?? [], .. part.Messages ?? []], part.StatusCode);
            }
        }
    }

    private static IEnumerable<(MetricDataQuery Query, string Label, MetricDataResult? Data)> Of(
        MetricDataQuery query, Dictionary<(string Id, string Label, int Number), MetricDataResult> found)
    {
        var own = query.MetricStat is { Metric: { } metric } stat
            ? $"{Dimensions.Describe(metric.Namespace, metric.MetricName, metric.Dimensions)} {stat.Stat}"
            : query.Expression;
        var series = found.Where(f => f.Key.Id == query.Id).ToList();
        if (series.Count == 0) return [(query, own, null)];
        // For a single result CloudWatch takes the id for a label.
        return series.Select(s =>
            (query, s.Key.Label.Length == 0 || s.Key.Label == query.Id ? own : s.Key.Label, (MetricDataResult?)s.Value));
    }

    private static Series ToSeries(MetricDataQuery query, string label, MetricDataResult? data, int most, string? old)
    {
        var points = (data?.Timestamps ?? []).Zip(data?.Values ?? [], (at, value) => new Point(at, Rounded(value)))
            .OrderBy(p => p.At).ToList();
        List<string> notes = [.. (data?.Messages ?? []).Select(m => m.Value ?? m.Code).Distinct()];
        if (data?.StatusCode is { } status && status != StatusCode.Complete) notes.Add($"CloudWatch says {status.Value}");
        if (points.Count > most && most > 0) notes.Add($"the last {most} of {points.Count} points");
        if (points.Count == 0)
        {
            notes.Add(old is null
                ? "no data: check the name, all dimensions and the time"
                : "no data: check the period first, then the name and all dimensions");
        }

        var values = points.ConvertAll(p => p.Value);
        return new(query.Id, label, points.Count,
            values.Count == 0 ? null : values.Min(), values.Count == 0 ? null : values.Max(),
            values.Count == 0 ? null : Rounded(values.Average()), values.Count == 0 ? null : Rounded(values.Sum()),
            points.LastOrDefault()?.Value, [.. points.TakeLast(most)], notes.Count == 0 ? null : string.Join("; ", notes));
    }

    // Six decimals, or six digits of what is less than one: a value is never made nothing.
    private static double Rounded(double value) => Math.Abs(value) is >= 1 or 0 || !double.IsFinite(value)
        ? Math.Round(value, 6)
        : double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Sentence(string text) => text.EndsWith('.') ? text : $"{text}.";
}
