using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_set_alarm_state (SetAlarmState).</summary>
public static class SetAlarmState
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "set_alarm_state", "Sets an alarm's state until it is evaluated again, to test its actions. To mute it, use "
            + "cloudwatch_set_alarm_actions.",
        PlanAsync, RunAsync,
        iam: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:SetAlarmState"],
        examples: ["Does the alarm high-cpu reach the pager?"]);

    public sealed record Input
    {
        [Description("Alarm name.")]
        public required string Alarm { get; init; }

        [Description("State."), AllowedValues("ALARM", "OK", "INSUFFICIENT_DATA")]
        public required string State { get; init; }

        [Description("Text for the alarm's history."), MaxLength(1023)]
        public required string Reason { get; init; }

        [Description("JSON that scaling policies need."), MaxLength(4000)]
        public string? ReasonData { get; init; }
    }

    public sealed record Result(string Alarm, string Before, string Now);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var alarm = (await Alarms.FindAsync(cloudWatch, [input.Alarm], ct))[0];
        var unknowns = new Unknowns(context.Target);
        var actions = alarm.State == input.State ? [] : alarm.Actions(input.State);
        var plan = new PlanBuilder($"Set {input.Alarm} from {alarm.State} to {input.State}.")
            .Touch(await Alarms.ResourcesAsync(cloudWatch, [alarm], unknowns, context, ct))
            .Change(alarm.Name, "state", alarm.State, input.State, Notified(alarm, actions));
        if (alarm.ActionsEnabled)
        {
            plan.Warn(AlarmActionWords.OnInstances(actions));
            if (input.ReasonData is null && actions.Any(a => a.Contains(":scalingPolicy:", StringComparison.Ordinal)))
                plan.Warn("A scaling policy needs reasonData to scale by; without it the policy may do nothing or the wrong thing.");
        }

        if (alarm.IsComposite)
        {
            plan.Warn("A composite alarm keeps the state until one of the alarms in its rule changes state or its rule is updated.");
            plan.Undo("cloudwatch_set_alarm_state", new { alarm = alarm.Name, state = alarm.State, reason = "Set back." });
        }
        else plan.NoUndo("The next evaluation sets the state by the metric again. Actions that have run stay done.");

        return plan.Unknown(unknowns.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var before = (await Alarms.FindAsync(cloudWatch, [input.Alarm], ct))[0].State;
        await cloudWatch.SetAlarmStateAsync(new()
        {
            AlarmName = input.Alarm,
            StateValue = input.State,
            StateReason = input.Reason,
            StateReasonData = input.ReasonData,
        }, ct);
        context.Done($"set {input.Alarm} from {before} to {input.State}");
        return new(input.Alarm, before, input.State);
    }

    private static string Notified(Alarm alarm, IReadOnlyList<string> actions) =>
        actions.Count == 0 ? "nobody is notified"
        : alarm.ActionsEnabled ? $"notified: {string.Join(", ", actions)}"
        : $"not notified, since the actions are off: {string.Join(", ", actions)}";
}
