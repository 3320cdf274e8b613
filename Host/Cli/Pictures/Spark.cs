using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Answers;
using Infra.Core.Calls;
using Infra.Core.Catalog;
using Infra.Drawing;
using Infra.Host.Cli.Output;

namespace Infra.Host.Cli.Pictures;

/// <summary>
/// A column of a list with the curve of a metric: <c>infra list ec2 --spark CPUUtilization</c>. CloudWatch itself tells which dimension the
/// rows are: the one whose values are their ids or names. So it works for every list, and no list of services is kept.
/// </summary>
/// <param name="services">What the calls need.</param>
/// <param name="wanted">The metric, its statistic and the beginning, with colons between.</param>
/// <param name="isText">Whether a person reads it; else a cell has the numbers.</param>
internal sealed class Spark(Services services, string wanted, bool isText)
{
    // Points of a curve, metrics that one call of the tool takes, and pages of 500 metrics that are looked through.
    private const int Points = 12, MetricsOfCall = 20, MostPages = 5;

    private static readonly string[] Identities = ["id", "name", "arn", "key"];
    private static readonly string[] Places = [HostArguments.AccountName, HostArguments.RegionName];

    private readonly string[] parts = wanted.Split(':');
    private readonly Dictionary<string, Metric?> known = [];
    private readonly HashSet<string> told = [];
    private readonly IReadOnlyList<Phrase> phrases = Phrase.Of(services.Catalog);

    private string Name => parts[0];

    /// <summary>Adds the column to a page; where there is nothing to show, says so once, and the page stays as it is.</summary>
    /// <param name="page">Changed in place.</param>
    /// <param name="given">The arguments of the list.</param>
    /// <param name="caller">Who asks.</param>
    public async Task AddAsync(JsonObject page, JsonObject given, Caller caller, CancellationToken cancellation)
    {
        var rows = page["items"]!.AsArray().OfType<JsonObject>().ToList();
        foreach (var group in rows.GroupBy(r => HostJson.Text(Place(r, given))))
        {
            var (place, here) = (JsonNode.Parse(group.Key)!.AsObject(), group.ToList());
            if (!known.TryGetValue(group.Key, out var metric))
                known[group.Key] = metric = await FindAsync(here, place, caller, cancellation).ConfigureAwait(false);
            if (metric is null) continue;
            var those = here.Select(r => (Row: r, Value: metric.Of(r))).Where(r => r.Value is not null).ToList();
            foreach (var some in those.Chunk(MetricsOfCall))
            {
                var arguments = place.DeepClone().AsObject();
                arguments["metrics"] = new JsonArray([.. some.Select(r => Query(metric, r.Value!))]);
                arguments["points"] = Points;
                if (parts.Length > 2) arguments["from"] = string.Join(':', parts[2..]);
                var answer = await CallAsync(AnswerShape.Series, arguments, caller, cancellation).ConfigureAwait(false);
                if (answer is null) break;
                foreach (var (row, values) in some.Zip(Values(answer)))
                    if (!row.Row.ContainsKey(Name))
                        row.Row.Insert(0, Name, isText ? Shown(values, Name) : new JsonArray([.. values.Select(v => JsonValue.Create(v))]));
            }
        }
    }

    // Rows that are of several places say which; the arguments of the list name the one of all others.
    private static JsonObject Place(JsonObject row, JsonObject given)
    {
        var place = new JsonObject();
        foreach (var name in Places)
            if ((row[name] ?? given[name]) is { } where) place[name] = where.DeepClone();
        if (given[HostArguments.ProfileName] is { } profile) place[HostArguments.ProfileName] = profile.DeepClone();
        return place;
    }

    private async Task<Metric?> FindAsync(List<JsonObject> rows, JsonObject place, Caller caller, CancellationToken cancellation)
    {
        List<(string Space, JsonObject Dimensions)> metrics = [];
        var arguments = place.DeepClone().AsObject();
        (arguments["name"], arguments["limit"]) = (Name, 500);
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await CallAsync(AnswerShape.Metrics, arguments, caller, cancellation).ConfigureAwait(false);
            if (answer is null) return null;
            metrics.AddRange(answer["items"]!.AsArray().OfType<JsonObject>()
                .Select(m => (m["namespace"]!.GetValue<string>(), m["dimensions"] as JsonObject ?? [])));
            if (answer["nextCursor"] is not { } next) break;
            arguments["cursor"] = next.DeepClone();
        }

        var found = Match(rows, metrics);
        if (found is null)
            Tell($"no metric '{Name}' has a dimension with the ids of these rows; "
                + $"'infra list cloudwatch metrics --name {Name}' lists those that there are.");
        return found;
    }

    /// <summary>The metric that most rows have; of two, the one with fewer dimensions.</summary>
    internal static Metric? Match(IReadOnlyList<JsonObject> rows, IReadOnlyList<(string Space, JsonObject Dimensions)> metrics)
    {
        var named = (from row in rows
                     from column in Identities
                     let value = row[column] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null
                     where value is not null
                     from end in Ends(value)
                     select (End: end, Column: column, Whole: value)).ToLookup(n => n.End);
        return (from metric in metrics
                from dimension in metric.Dimensions
                from hit in named[dimension.Value!.GetValue<string>()]
                let others = new JsonObject(metric.Dimensions.Where(d => d.Key != dimension.Key)
                    .Select(d => KeyValuePair.Create(d.Key, d.Value?.DeepClone())))
                group (hit.Whole, hit.End) by (metric.Space, Dimension: dimension.Key, hit.Column, Others: HostJson.Text(others)) into same
                orderby same.Key.Others.Length, same.Select(s => s.Whole).Distinct().Count() descending,
                    Array.IndexOf(Identities, same.Key.Column)
                select new Metric(same.Key.Space, same.Key.Dimension, same.Key.Column, same.Key.Others,
                    same.DistinctBy(s => s.Whole).ToDictionary(s => s.Whole, s => s.End))).FirstOrDefault();
    }

    // Of an ARN a dimension has the end: app/web/50dc6c495c0c9188.
    private static IEnumerable<string> Ends(string value)
    {
        yield return value;
        if (!value.StartsWith("arn:", StringComparison.Ordinal)) yield break;
        for (var i = 4; i < value.Length; i++)
            if (value[i] is ':' or '/') yield return value[(i + 1)..];
    }

    private JsonObject Query(Metric metric, string value)
    {
        var dimensions = JsonNode.Parse(metric.Others)!.AsObject();
        dimensions[metric.Dimension] = value;
        var query = new JsonObject { ["namespace"] = metric.Space, ["name"] = Name, ["dimensions"] = dimensions };
        if (parts.Length > 1 && parts[1].Length > 0) query["statistic"] = parts[1];
        return query;
    }

    // Of each series as many values as there are periods, and nothing where there is no point.
    private static IEnumerable<IReadOnlyList<double?>> Values(JsonObject answer)
    {
        var (from, to) = (Time(answer["from"]!), Time(answer["to"]!));
        var period = TimeSpan.FromSeconds(answer["periodSeconds"]!.GetValue<double>());
        var count = Math.Clamp((int)Math.Ceiling((to - from) / period), 1, 2 * Points);
        foreach (var series in answer["series"]!.AsArray())
        {
            var values = new double?[count];
            foreach (var point in series!["points"]!.AsArray())
                if ((int)((Time(point!["at"]!) - from) / period) is >= 0 and var at && at < count)
                    values[at] = point["value"]!.GetValue<double>();
            yield return values;
        }
    }

    private static DateTimeOffset Time(JsonNode at) => DateTimeOffset.Parse(at.GetValue<string>(), CultureInfo.InvariantCulture);

    // From zero to the largest value, which stands behind it.
    private static string Shown(IReadOnlyList<double?> values, string metric) =>
        values.Max() is { } most ? $"{Sparkline.Of(values, Screen.IsDumb)} {Sparkline.Figure(most, metric)}" : "no data";

    private async Task<JsonObject?> CallAsync(string shape, JsonObject arguments, Caller caller, CancellationToken cancellation)
    {
        var tool = DrawnAnswer.Find(phrases, shape).Tool.Name;
        var answer = await services.Calls.CallAsync(tool, JsonSerializer.SerializeToElement(arguments, HostJson.Default.JsonObject), caller,
            cancellation).ConfigureAwait(false);
        if (answer.Failure is not { } failure) return answer.Json;
        Tell($"--spark: {Visible.Line(failure.Message)}");
        return null;
    }

    // Page after page would say the same.
    private void Tell(string text)
    {
        if (told.Add(text)) Terminal.Complain(text);
    }

    /// <summary>Where the rows' values are.</summary>
    /// <param name="Space">The metric's namespace.</param>
    /// <param name="Dimension">The one that says which row.</param>
    /// <param name="Column">The rows' member that it is, or ends with.</param>
    /// <param name="Others">The other dimensions, in JSON.</param>
    /// <param name="Ends">For the values of the column that were seen, the dimension's values.</param>
    internal sealed record Metric(string Space, string Dimension, string Column, string Others, IReadOnlyDictionary<string, string> Ends)
    {
        /// <summary>The dimension's value for a row; null for none.</summary>
        public string? Of(JsonObject row)
        {
            if (row[Column] is not JsonValue v || !v.TryGetValue<string>(out var value)) return null;
            // What CloudWatch has not listed may be further behind; only an end of an ARN cannot be guessed.
            return Ends.TryGetValue(value, out var end) ? end : value.StartsWith("arn:", StringComparison.Ordinal) ? null : value;
        }
    }
}
