using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>A chart of metrics as a picture, which CloudWatch itself draws (GetMetricWidgetImage), or we do.</summary>
internal static class MetricChart
{
    private const int Width = 800;
    private const int Height = 400;

    public static async Task<ImageContent> DrawAsync(
        IAmazonCloudWatch cloudWatch, IReadOnlyList<MetricDataQuery> queries, DateTime from, DateTime to, int period, CancellationToken ct)
    {
        var answer = await cloudWatch.GetMetricWidgetImageAsync(
            new() { MetricWidget = Widget(queries, from, to, period).ToJsonString(), OutputFormat = "png" }, ct);
        return new(answer.MetricWidgetImage.ToArray(), "image/png");
    }

    /// <summary>The chart drawn here; null where no series has a point.</summary>
    public static ImageContent? Draw(IReadOnlyList<GetMetricData.Series> series, DateTime from, DateTime to, int period)
    {
        if (series.All(s => s.Points.Count == 0)) return null;
        var chart = Drawing.MetricChart.Of(new()
        {
            ["from"] = Text(from),
            ["to"] = Text(to),
            ["periodSeconds"] = period,
            ["series"] = new JsonArray([.. series.Select(s => new JsonObject
            {
                ["label"] = s.Label,
                ["points"] = new JsonArray([.. s.Points.Select(p => new JsonObject { ["at"] = Text(p.At), ["value"] = p.Value })]),
            })]),
        });
        return chart is null ? null : new(chart.ToPicture().ToPng(), "image/png");
    }

    /// <summary>The definition of the chart, in the form of "GetMetricWidgetImage: Metric Widget Structure and Syntax".</summary>
    internal static JsonObject Widget(IReadOnlyList<MetricDataQuery> queries, DateTime from, DateTime to, int period) => new()
    {
        ["width"] = Width,
        ["height"] = Height,
        ["view"] = "timeSeries",
        ["period"] = period,
        ["start"] = Text(from),
        ["end"] = Text(to),
        ["timezone"] = "+0000",
        ["metrics"] = new JsonArray([.. queries.Select(Row)]),
    };

    // A row is namespace, name, names and values of dimensions, and an object with the rest; or an object with an expression.
    private static JsonArray Row(MetricDataQuery query)
    {
        if (query.MetricStat is not { Metric: { } metric } stat)
            return [new JsonObject { ["expression"] = query.Expression, ["id"] = query.Id }];
        var row = new JsonArray { metric.Namespace, metric.MetricName };
        foreach (var dimension in metric.Dimensions ?? [])
        {
            row.Add(dimension.Name);
            row.Add(dimension.Value);
        }

        row.Add(new JsonObject { ["id"] = query.Id, ["stat"] = stat.Stat });
        return row;
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
