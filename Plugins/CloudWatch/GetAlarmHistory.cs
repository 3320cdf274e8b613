using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_get_alarm_history (DescribeAlarms, DescribeAlarmHistory, ListTagsForResource).</summary>
public static class GetAlarmHistory
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Result>(
        "get_alarm_history",
        "One alarm in full: why it is in its state, and its last events. For values, use cloudwatch_get_metric_data.",
        RunAsync,
        iam: ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory", "cloudwatch:ListTagsForResource"],
        examples: ["Why did the alarm high-cpu go off?", "How often did it flap this week?"]);

    // AWS may answer with short and empty pages.
    private const int MostPages = 10;

    public sealed record Input
    {
        [Description("Alarm name.")]
        public required string Alarm { get; init; }

        [Description("Event kind.")]
        [AllowedValues("StateUpdate", "ConfigurationUpdate", "Action", "AlarmContributorStateUpdate", "AlarmContributorAction")]
        public string? Kind { get; init; }

        [Description("Start: 3h or 2d ago, or 2026-01-31T08:00Z.")]
        public string? From { get; init; }

        [Description("End, like from; default now.")]
        public string? To { get; init; }

        [Description("Most items."), Range(1, 100)]
        public int Limit { get; init; } = 20;
    }

    public sealed record AlarmDetail(
        string Arn, string Type, string State, string Rule, string? Reason, DateTime? Since, string? Description, bool ActionsEnabled,
        IReadOnlyList<string> AlarmActions, IReadOnlyList<string> OkActions, IReadOnlyList<string> InsufficientDataActions,
        IReadOnlyDictionary<string, string>? Tags);

    private sealed record History(IReadOnlyList<AlarmHistoryItem> Items, bool Complete);

    public sealed record Event(DateTime? At, string? Kind, string? Summary);

    /// <param name="Alarm">Null for a deleted alarm, whose history outlives it.</param>
    /// <param name="Complete">Whether these are all events of the range.</param>
    public sealed record Result(AlarmDetail? Alarm, IReadOnlyList<Event> Events, bool Complete, string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var now = context.Time.GetUtcNow().UtcDateTime;
        var unknowns = new Unknowns(context.Target);
        var alarm = unknowns.TryAsync("The alarm itself", () => Alarms.NamedAsync(cloudWatch, [input.Alarm], ct));
        var request = new DescribeAlarmHistoryRequest
        {
            AlarmName = input.Alarm,
            AlarmTypes = ["MetricAlarm", "CompositeAlarm"],
            HistoryItemType = input.Kind,
            StartDate = input.From is { } from ? Times.Parse(from, now) : null,
            EndDate = input.To is { } to ? Times.Parse(to, now) : null,
            MaxRecords = input.Limit,
            ScanBy = ScanBy.TimestampDescending,
        };
        var history = unknowns.TryAsync("The events", () => HistoryAsync(cloudWatch, request, input.Limit, ct));
        await Task.WhenAll(alarm, history);

        // Without either there is no answer, and the failure itself says why.
        if (await alarm is null && await history is null) await cloudWatch.DescribeAlarmHistoryAsync(request, ct);
        var found = (await alarm)?.FirstOrDefault();
        var events = (await history)?.Items ?? [];
        if (found is null && await alarm is not null && events.Count == 0 && await history is not null) throw Alarms.Missing(input.Alarm);
        var tags = found is null ? null : await Alarms.TagsAsync(cloudWatch, found.Name, found.Arn, unknowns, ct);
        var complete = await history is { Complete: true };
        List<string> notes = [.. unknowns.Notes];
        if (await history is not null && !complete)
            notes.Add("There are older events: raise limit, or pass the time of the last one as to.");
        return new(found is null ? null : Detail(found, tags),
            [.. events.Select(e => new Event(e.Timestamp, e.HistoryItemType?.Value, e.HistorySummary))],
            complete, Notes.Join(notes));
    }

    private static async Task<History> HistoryAsync(
        IAmazonCloudWatch cloudWatch, DescribeAlarmHistoryRequest request, int limit, CancellationToken ct)
    {
        List<AlarmHistoryItem> items = [];
        string? next;
        var pages = 0;
        do
        {
            var answer = await cloudWatch.DescribeAlarmHistoryAsync(request, ct);
            items.AddRange(answer.AlarmHistoryItems ?? []);
            next = request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(next) && items.Count < limit && ++pages < MostPages);
        return new([.. items.Take(limit)], string.IsNullOrEmpty(next) && items.Count <= limit);
    }

    private static AlarmDetail Detail(Alarm a, IReadOnlyDictionary<string, string>? tags) => new(
        a.Arn, a.Type, a.State, a.Rule, a.Reason, a.Since, a.Description, a.ActionsEnabled,
        a.AlarmActions, a.OkActions, a.InsufficientDataActions, tags);
}
