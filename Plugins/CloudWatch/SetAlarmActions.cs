using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_set_alarm_actions (EnableAlarmActions, DisableAlarmActions).</summary>
public static class SetAlarmActions
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "set_alarm_actions", "Switches the actions of alarms on or off, to mute them. To change the actions, use cloudwatch_put_alarm.", PlanAsync, RunAsync,
        iam: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:EnableAlarmActions", "cloudwatch:DisableAlarmActions"],
        examples: ["Mute the alarms of web during the maintenance."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Names."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<string> Alarms { get; init; }

        [Description("On.")]
        public required bool Enabled { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> Alarms, bool Enabled);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var alarms = await Alarms.FindAsync(cloudWatch, input.Alarms, ct);
        return new($"Switch the actions of {alarms.Count} alarm(s) {(input.Enabled ? "on" : "off")}.",
            [.. alarms.Select(a => $"{a.Describe()}: actions {(a.ActionsEnabled ? "on" : "off")} -> {(input.Enabled ? "on" : "off")} ({string.Join(", ", a.AlarmActions.DefaultIfEmpty("it notifies nobody on ALARM"))})")])
        {
            Resources = await Alarms.ResourcesAsync(cloudWatch, alarms, ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        if (input.Enabled) await cloudWatch.EnableAlarmActionsAsync(new() { AlarmNames = [.. input.Alarms] }, ct);
        else await cloudWatch.DisableAlarmActionsAsync(new() { AlarmNames = [.. input.Alarms] }, ct);
        return new(input.Alarms, input.Enabled);
    }
}
