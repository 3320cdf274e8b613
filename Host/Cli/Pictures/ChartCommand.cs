using System.Text.Json.Nodes;
using Infra.Core;
using Infra.Core.Settings;
using Infra.Drawing;

namespace Infra.Host.Cli.Pictures;

/// <summary>
/// <c>infra chart AWS/EC2 CPUUtilization InstanceId=i-0abc</c>: the values that the tool for <see cref="AnswerShape.Series"/> tells, drawn.
/// Everything behind the first option is the tool's own.
/// </summary>
internal static class ChartCommand
{
    // What fits into one answer, and what a line of a picture can show.
    private const int MostPoints = 1000, MostPointsOfSeries = 240, LeastPointsOfSeries = 40, SeriesOfExpression = 5;

    /// <param name="Statistic">Of the metrics that are named by words; null for Average.</param>
    /// <param name="Unit">Of the values; null to tell it from the metrics' names.</param>
    /// <param name="Output">See <see cref="PictureOption"/>.</param>
    internal sealed record Choice(string? Statistic, string? Unit, string? Output);

    /// <param name="words">A saved answer; or a namespace, metrics and dimensions, and options of the tool.</param>
    public static async Task<int> RunAsync(SwitchValues flags, IReadOnlyList<string> words, Choice choice, CancellationToken cancellation)
    {
        if (words.Count == 0)
            throw new UsageException("Say what to draw: infra chart NAMESPACE METRIC [DIMENSION=VALUE], for example\n"
                + "  infra chart AWS/EC2 CPUUtilization InstanceId=i-0abc --from 1d\n'infra list cloudwatch metrics' lists what there is.");
        if (words is [var file] && Saved.IsFile(file))
        {
            Draw(Saved.Answer(file), choice with { Output = choice.Output ?? "text" });
            return ExitCode.Ok;
        }

        var named = words.TakeWhile(w => !w.StartsWith('-')).ToList();
        var metrics = Metrics(named, choice.Statistic);
        using var services = Services.Create(flags);
        var options = words.Skip(named.Count).ToList();
        var (answer, exit) = await DrawnAnswer.ReadAsync(services, AnswerShape.Series, options, choice.Output, arguments =>
        {
            if (metrics.Count > 0) arguments["metrics"] = new JsonArray([.. metrics]);
            if (arguments.ContainsKey("points") || !PictureOption.Draws(choice.Output)) return;
            var series = Count(arguments["metrics"]) + SeriesOfExpression * Count(arguments["expressions"]);
            arguments["points"] = Math.Clamp(MostPoints / Math.Max(1, series), LeastPointsOfSeries, MostPointsOfSeries);
        }, cancellation).ConfigureAwait(false);
        if (answer is null) return exit;
        Draw(answer, choice);
        return exit;
    }

    /// <summary>Words as metrics: each name with each combination of the values of the dimensions.</summary>
    /// <exception cref="UsageException">There is a namespace and no metric, or the other way round.</exception>
    internal static IReadOnlyList<JsonObject> Metrics(IReadOnlyList<string> words, string? statistic)
    {
        if (words.Count == 0) return [];
        var names = words.Where(w => !w.Contains('=', StringComparison.Ordinal)).ToList();
        if (names.Count < 2 || words[0] != names[0])
            throw new UsageException(
                $"'{string.Join(' ', words)}' names no metric: infra chart NAMESPACE METRIC... [DIMENSION=VALUE[,VALUE]]...");
        List<List<(string Name, string Value)>> combinations = [[]];
        foreach (var parts in words.Except(names).Select(d => d.Split('=', 2)))
            combinations = [.. from some in combinations from value in parts[1].Split(',') select some.Append((parts[0], value)).ToList()];
        return
        [
            .. from name in names.Skip(1)
            from dimensions in combinations
            select Metric(names[0], name, dimensions, statistic),
        ];
    }

    private static JsonObject Metric(string space, string name, List<(string Name, string Value)> dimensions, string? statistic)
    {
        var metric = new JsonObject
        {
            ["namespace"] = space,
            ["name"] = name,
            ["dimensions"] = new JsonObject(dimensions.Select(d => KeyValuePair.Create(d.Name, (JsonNode?)d.Value))),
        };
        if (statistic is not null) metric["statistic"] = statistic;
        return metric;
    }

    // A list, also where it was typed as text.
    private static int Count(JsonNode? list) => list is JsonArray all ? all.Count : 0;

    // Apart, so that what is not drawn loads nothing.
    private static void Draw(JsonObject answer, Choice choice)
    {
        var chart = MetricChart.Of(answer, choice.Unit)
            ?? throw new UsageException("The answer has no series: only values of metrics over a time can be drawn.");
        PictureOption.Show(choice.Output, chart.ToText, chart.ToPicture);
        if (answer["note"]?.GetValue<string>() is { } note) Terminal.Complain(note);
    }
}
