using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_get_alarm_history (DescribeAlarms, DescribeAlarmHistory, ListTagsForResource).</summary>
public static class GetAlarmHistory
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Result>(
        "get_alarm_history", "One alarm in full, with why it is in its state and its last events. For its metric's values, use cloudwatch_get_metric_data.", RunAsync,
        iam: ["cloudwatch:DescribeAlarms", "cloudwatch:DescribeAlarmHistory", "cloudwatch:ListTagsForResource"],
        examples: ["Why did the alarm high-cpu go off?", "How often did it flap this week?"]);

    public sealed record Input
    {
        [Description("Alarm name.")]
        public required string Alarm { get; init; }

        [Description("Only events of this kind."), AllowedValues("StateUpdate", "ConfigurationUpdate", "Action")]
        public string? Kind { get; init; }

        [Description("Since: 3h, 2d ago, or a time.")]
        public string? From { get; init; }

        [Description("Most items."), Range(1, 100)]
        public int Limit { get; init; } = 20;
    }

    public sealed record AlarmDetail(
        string Arn, string Type, string State, string Rule, string? Reason, DateTime? Since, string? Description, bool ActionsEnabled,
        IReadOnlyList<string> AlarmActions, IReadOnlyList<string> OkActions, IReadOnlyList<string> InsufficientDataActions, IReadOnlyDictionary<string, string>? Tags);

    public sealed record Event(DateTime? At, string? Kind, string? Summary);

    /// <summary>The history of a deleted alarm outlives it.</summary>
    public sealed record Result(AlarmDetail? Alarm, IReadOnlyList<Event> Events, bool Complete);

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var alarm = DetailAsync(cloudWatch, input.Alarm, ct);
        var history = cloudWatch.DescribeAlarmHistoryAsync(new DescribeAlarmHistoryRequest
        {
            AlarmName = input.Alarm,
            AlarmTypes = ["MetricAlarm", "CompositeAlarm"],
            HistoryItemType = input.Kind,
            StartDate = input.From is { } from ? Times.Parse(from, TimeProvider.System.GetUtcNow().UtcDateTime) : null,
            MaxRecords = input.Limit,
            ScanBy = ScanBy.TimestampDescending,
        }, ct);
        await Task.WhenAll(alarm, history);
        var events = (await history).AlarmHistoryItems ?? [];
        if (await alarm is null && events.Count == 0) throw new ToolException(ToolErrorCode.NotFound, $"There is no alarm '{input.Alarm}'.", "cloudwatch_list_alarms shows those that exist.");
        return new(await alarm, [.. events.Select(e => new Event(e.Timestamp, e.HistoryItemType?.Value, e.HistorySummary))], string.IsNullOrEmpty((await history).NextToken));
    }

    private static async Task<AlarmDetail?> DetailAsync(IAmazonCloudWatch cloudWatch, string name, CancellationToken ct)
    {
        var request = Alarms.Request();
        request.AlarmNames = [name];
        return Alarms.Of(await cloudWatch.DescribeAlarmsAsync(request, ct)).FirstOrDefault() is { } a
            ? new(a.Arn, a.Type, a.State, a.Rule, a.Reason, a.Since, a.Description, a.ActionsEnabled, a.AlarmActions, a.OkActions, a.InsufficientDataActions, await Alarms.TagsAsync(cloudWatch, a.Arn, ct))
            : null;
    }
}
