using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infra.Drawing;

/// <summary>A value at a time.</summary>
/// <param name="At">UTC.</param>
/// <param name="Value">Finite.</param>
public readonly record struct ChartPoint(DateTime At, double Value);

/// <summary>A line of a chart.</summary>
/// <param name="Label">What it is of.</param>
/// <param name="Points">In the order of time; may be none.</param>
/// <param name="Note">What the tool says of it; null for nothing.</param>
public sealed record ChartSeries(string Label, IReadOnlyList<ChartPoint> Points, string? Note = null)
{
    internal double Average => Points.Average(p => p.Value);

    internal double Most => Points.Max(p => p.Value);

    internal double Least => Points.Min(p => p.Value);
}

/// <summary>Values of metrics over a time, to be drawn: as <see cref="Picture"/>, or as characters with <see cref="ToText"/>.</summary>
/// <param name="Title">What all series have in common.</param>
/// <param name="From">UTC.</param>
/// <param name="To">UTC.</param>
/// <param name="Period">Between two points, at least; a longer time between them than is usual is a gap.</param>
/// <param name="Series">At least one.</param>
/// <param name="Unit">Of all values: %, B, s ...; null where it is not known.</param>
public sealed partial record MetricChart(
    string Title, DateTime From, DateTime To, TimeSpan Period, IReadOnlyList<ChartSeries> Series, string? Unit)
{
    // From how many points on one can tell how often there is one.
    private const int LeastToTell = 4;

    // CloudWatch's words for units, where there is a sign.
    private static readonly Dictionary<string, string> Signs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Percent"] = "%",
        ["Bytes"] = "B",
        ["Bytes/Second"] = "B/s",
        ["Bits"] = "bit",
        ["Bits/Second"] = "bit/s",
        ["Seconds"] = "s",
        ["Milliseconds"] = "ms",
        ["Microseconds"] = "µs",
        ["Count"] = "",
        ["Count/Second"] = "1/s",
        ["None"] = "",
    };

    /// <summary>The chart of an answer of cloudwatch_get_metric_data, also of one over several accounts or regions.</summary>
    /// <param name="answer">As the tool gives it.</param>
    /// <param name="unit">A unit of CloudWatch, or any other; null to tell it from the metric's name.</param>
    /// <returns>Null if the answer is of another form, or has no series.</returns>
    public static MetricChart? Of(JsonObject answer, string? unit = null)
    {
        var parts = answer["items"] is JsonArray items ? items.OfType<JsonObject>().ToList() : [answer];
        if (parts.Exists(p => p["series"] is not JsonArray || Time(p["from"]) is null || Time(p["to"]) is null)) return null;
        List<ChartSeries> series = [.. from part in parts
            from s in part["series"]!.AsArray().OfType<JsonObject>()
            let words = new[] { Text(s["label"]) ?? Text(s["id"]), Text(part["account"]), Text(part["region"]) }
            select new ChartSeries(string.Join(' ', words.OfType<string>()), [.. Points(s["points"]).OrderBy(p => p.At)], Text(s["note"]))];
        if (series.Count == 0) return null;
        unit = unit is null ? series.Select(s => UnitOf(s.Label)).Distinct().ToList() is [var only] ? only : null
            : Signs.GetValueOrDefault(unit, unit);
        var period = TimeSpan.FromSeconds(parts.Max(p => Number(p["periodSeconds"]) ?? 60));
        var (title, labels) = InCommon(series.ConvertAll(s => s.Label));
        return new(title, parts.Min(p => Time(p["from"])!.Value), parts.Max(p => Time(p["to"])!.Value), period,
            [.. series.Zip(labels, (s, label) => s with { Label = label })], unit);
    }

    /// <summary>The chart as a drawing.</summary>
    public Picture ToPicture() => ChartPicture.Draw(this);

    /// <summary>The chart as lines of characters.</summary>
    /// <param name="style">How wide and high it may be, and of what characters.</param>
    public IReadOnlyList<TextLine> ToText(TextStyle style) => ChartText.Draw(this, style);

    internal bool IsEmpty => Series.All(s => s.Points.Count == 0);

    /// <summary>
    /// The points of a series, in pieces: CloudWatch has no points where nothing was measured, and no line goes over that.
    /// </summary>
    internal IEnumerable<IReadOnlyList<ChartPoint>> Pieces(ChartSeries series)
    {
        List<ChartPoint> piece = [];
        var most = 1.5 * Spacing(series);
        foreach (var point in series.Points)
        {
            if (piece.Count > 0 && point.At - piece[^1].At > most)
            {
                yield return piece;
                piece = [];
            }

            piece.Add(point);
        }

        if (piece.Count > 0) yield return piece;
    }

    // What is measured less often than it is asked for, as an instance without detailed monitoring, has that between its points.
    private TimeSpan Spacing(ChartSeries series)
    {
        if (series.Points.Count < LeastToTell) return Period;
        var between = series.Points.Zip(series.Points.Skip(1), (a, b) => b.At - a.At).Order().ToList();
        return between[between.Count / 2] is var usual && usual > Period ? usual : Period;
    }

    internal IReadOnlyList<double> ValueTicks(int count) =>
        Ticks.Values(Series.SelectMany(s => s.Points).Min(p => p.Value), Series.SelectMany(s => s.Points).Max(p => p.Value), count);

    /// <summary>How far along the axis of time, from zero to one.</summary>
    internal double Along(DateTime at) => To <= From ? 0.5 : Math.Clamp((at - From) / (To - From), 0, 1);

    /// <summary>The range and the period, in words.</summary>
    internal string Range
    {
        get
        {
            var to = To.ToString(To.Date == From.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{From:yyyy-MM-dd HH:mm} to {to} UTC, a point {PeriodText()}");
        }
    }

    /// <summary>What a legend says of a series besides its label.</summary>
    internal string Statistics(ChartSeries series) => series.Points.Count == 0 ? "no data"
        : $"min {Figures.Short(series.Least, Unit)}  avg {Figures.Short(series.Average, Unit)}  max {Figures.Short(series.Most, Unit)}  "
            + $"last {Figures.Short(series.Points[^1].Value, Unit)}";

    private string PeriodText() => Series.Min(Spacing).TotalSeconds switch
    {
        60 => "a minute",
        3600 => "an hour",
        86400 => "a day",
        var s when s % 86400 == 0 => string.Create(CultureInfo.InvariantCulture, $"every {s / 86400:0} days"),
        var s when s % 3600 == 0 => string.Create(CultureInfo.InvariantCulture, $"every {s / 3600:0} h"),
        var s when s % 60 == 0 => string.Create(CultureInfo.InvariantCulture, $"every {s / 60:0} min"),
        var s => string.Create(CultureInfo.InvariantCulture, $"every {s:0} s"),
    };

    // GetMetricData gives no units. AWS's own names end with it where it matters most; what is not sure has none.
    internal static string? UnitOf(string label)
    {
        var words = label.Split(' ');
        if (words.Contains("SampleCount") || words.Length > 1 && !words[0].Contains('/', StringComparison.Ordinal)) return null;
        return words.Take(2).Select(w => Percent().IsMatch(w) ? "%" : Bytes().IsMatch(w) ? "B" : null).FirstOrDefault(u => u is not null);
    }

    [GeneratedRegex("(Utilization|Percent|Percentage)$")]
    private static partial Regex Percent();

    [GeneratedRegex("(Bytes|^Network(In|Out))$")]
    private static partial Regex Bytes();

    // "AWS/EC2 CPUUtilization InstanceId=i-1 Average", "AWS/EC2 CPUUtilization InstanceId=i-2 Average": what differs is InstanceId.
    private static (string Title, IReadOnlyList<string> Labels) InCommon(List<string> labels)
    {
        if (labels.Count == 1) return (labels[0], labels);
        var words = labels.Select(l => l.Split(' ')).ToList();
        var most = words.Min(w => w.Length) - 1;
        var head = Enumerable.Range(0, most).TakeWhile(i => words.All(w => w[i] == words[0][i])).Count();
        var tail = Enumerable.Range(1, most - head).TakeWhile(i => words.All(w => w[^i] == words[0][^i])).Count();
        string title = string.Join(' ', words[0][..head].Concat(words[0][^tail..]));
        return (title.Length == 0 ? "Metrics" : title, [.. words.Select(w => string.Join(' ', w[head..^tail]))]);
    }

    private static IEnumerable<ChartPoint> Points(JsonNode? points)
    {
        foreach (var point in (points as JsonArray ?? []).OfType<JsonObject>())
            if (Time(point["at"]) is { } at && Number(point["value"]) is { } value && double.IsFinite(value)) yield return new(at, value);
    }

    private static string? Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    // A number that was made and not read has the type it was made of.
    private static double? Number(JsonNode? value) => value is JsonValue v
        && double.TryParse(v.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateTime? Time(JsonNode? value) => DateTime.TryParse(Text(value), CultureInfo.InvariantCulture,
        DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
