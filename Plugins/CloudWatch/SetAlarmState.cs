using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_set_alarm_state (SetAlarmState).</summary>
public static class SetAlarmState
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "set_alarm_state", "Sets an alarm's state until it is evaluated again, to test its actions. To mute it, use cloudwatch_set_alarm_actions.", PlanAsync, RunAsync,
        iam: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:SetAlarmState"],
        examples: ["Does the alarm high-cpu reach the pager?"]);

    public sealed record Input
    {
        [Description("Alarm name.")]
        public required string Alarm { get; init; }

        [Description("State."), AllowedValues("ALARM", "OK", "INSUFFICIENT_DATA")]
        public required string State { get; init; }

        [Description("Why.")]
        public required string Reason { get; init; }
    }

    public sealed record Result(string Alarm, string Before, string Now);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var alarm = (await Alarms.FindAsync(cloudWatch, [input.Alarm], ct))[0];
        var actions = alarm.State == input.State ? [] : alarm.Actions(input.State);
        return new($"Set {input.Alarm} from {alarm.State} to {input.State}.",
        [
            .. actions.Select(a => alarm.ActionsEnabled ? $"{a} is notified" : $"{a} is not notified, as the actions are off"),
            .. actions.Count == 0 ? ["nobody is notified"] : Array.Empty<string>(),
            "the next evaluation sets the state by the metric again",
        ])
        {
            Resources = await Alarms.ResourcesAsync(cloudWatch, [alarm], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var before = (await Alarms.FindAsync(cloudWatch, [input.Alarm], ct))[0].State;
        await cloudWatch.SetAlarmStateAsync(new() { AlarmName = input.Alarm, StateValue = input.State, StateReason = input.Reason }, ct);
        return new(input.Alarm, before, input.State);
    }
}
