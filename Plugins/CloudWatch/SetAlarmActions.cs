using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_set_alarm_actions (EnableAlarmActions, DisableAlarmActions).</summary>
public static class SetAlarmActions
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "set_alarm_actions", "Switches the actions of alarms on or off, to mute them. To change the actions, use cloudwatch_put_alarm.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource",
            "cloudwatch:EnableAlarmActions", "cloudwatch:DisableAlarmActions",
        ],
        examples: ["Mute the alarms of web during the maintenance."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Names."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<string> Alarms { get; init; }

        [Description("true: the actions run; false: the alarms are muted.")]
        public required bool Enabled { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> Alarms, bool Enabled);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var alarms = await Alarms.FindAsync(cloudWatch, input.Alarms, ct);
        var unknowns = new Unknowns(context.Target);
        var plan = new PlanBuilder($"Switch the actions of {alarms.Count} alarm(s) {PlanBuilder.Text(input.Enabled)}.")
            .Touch(await Alarms.ResourcesAsync(cloudWatch, alarms, unknowns, context, ct));
        foreach (var alarm in alarms)
        {
            plan.Change(alarm.Describe(), "actions", alarm.ActionsEnabled, input.Enabled,
                alarm.AlarmActions.Count == 0 ? "it notifies nobody on ALARM" : string.Join(", ", alarm.AlarmActions));
        }

        var changed = alarms.Where(a => a.ActionsEnabled != input.Enabled).Select(a => a.Name).ToList();
        if (changed.Count > 0) plan.Undo("cloudwatch_set_alarm_actions", new { alarms = changed, enabled = !input.Enabled });
        return plan.Unknown(unknowns.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        List<string> names = [.. input.Alarms];
        if (input.Enabled) await cloudWatch.EnableAlarmActionsAsync(new() { AlarmNames = names }, ct);
        else await cloudWatch.DisableAlarmActionsAsync(new() { AlarmNames = names }, ct);
        context.Done($"switched the actions of {string.Join(", ", names)} {PlanBuilder.Text(input.Enabled)}");
        return new(input.Alarms, input.Enabled);
    }
}
