using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_list_alarms (DescribeAlarms).</summary>
public static class ListAlarms
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Page<Row>>(
        "list_alarms",
        "Lists metric and composite alarms with their state. For the actions and events of one, use cloudwatch_get_alarm_history.",
        RunAsync,
        iam: ["cloudwatch:DescribeAlarms"],
        examples: ["What is in alarm now?"]);

    public sealed record Input : PageInput
    {
        [Description("State."), AllowedValues("ALARM", "OK", "INSUFFICIENT_DATA")]
        public string? State { get; init; }

        [Description("Start of the name.")]
        public string? Prefix { get; init; }
    }

    public sealed record Row(string Name, string State, string Rule, DateTime? Since, bool ActionsEnabled);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var request = Alarms.Request();
        request.StateValue = input.State;
        request.AlarmNamePrefix = input.Prefix;
        request.MaxRecords = Math.Min(100, input.Limit);
        request.NextToken = input.Cursor;
        var answer = await cloudWatch.DescribeAlarmsAsync(request, ct);
        return new([.. Alarms.Of(answer).Select(a => new Row(a.Name, a.State, a.Rule, a.Since, a.ActionsEnabled))], answer.NextToken);
    }
}
