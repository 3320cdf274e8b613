using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_put_scheduled_action (PutScheduledUpdateGroupAction).</summary>
public static class PutScheduledAction
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "put_scheduled_action", "Creates or replaces a scheduled action: new capacity at a time, once or again and again. For load, use asg_put_scaling_policy.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScheduledActions", "autoscaling:PutScheduledUpdateGroupAction"],
        examples: ["Shrink the group web to one at eight in the evening on weekdays."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Action name.")]
        public required string Action { get; init; }

        [Description("Cron, five fields.")]
        public string? Recurrence { get; init; }

        [Description("As Europe/Berlin; else UTC.")]
        public string? TimeZone { get; init; }

        [Description("First or only time.")]
        public DateTime? StartTime { get; init; }

        [Description("Last time.")]
        public DateTime? EndTime { get; init; }

        [Description("Min.")]
        public int? Min { get; init; }

        [Description("Desired.")]
        public int? Desired { get; init; }

        [Description("Max.")]
        public int? Max { get; init; }
    }

    public sealed record Result(string Group, string Action, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var action = ToAction(input);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var old = await Policies.FindActionAsync(asg, input.Group, input.Action, ct);
        return new($"{(old is null ? "Create" : "Replace")} the scheduled action {input.Action} of {input.Group}, now {Groups.Capacity(group)}.",
            [$"{input.Action}: {(old is null ? "not there" : Policies.Describe(old))} -> {Policies.Describe(action)}"])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var action = ToAction(input);
        await asg.PutScheduledUpdateGroupActionAsync(new()
        {
            AutoScalingGroupName = input.Group,
            ScheduledActionName = input.Action,
            Recurrence = action.Recurrence,
            TimeZone = action.TimeZone,
            StartTime = action.StartTime,
            EndTime = action.EndTime,
            MinSize = action.MinSize,
            DesiredCapacity = action.DesiredCapacity,
            MaxSize = action.MaxSize,
        }, ct);
        return new(input.Group, input.Action, Policies.Describe(action));
    }

    private static ScheduledUpdateGroupAction ToAction(Input input)
    {
        if (input.Recurrence is null && input.StartTime is null) throw new ToolException(ToolErrorCode.InvalidInput, "recurrence or startTime is needed.");
        if (input.Min is null && input.Desired is null && input.Max is null) throw new ToolException(ToolErrorCode.InvalidInput, "At least one of min, desired and max is needed.");
        return new()
        {
            Recurrence = input.Recurrence,
            TimeZone = input.TimeZone,
            StartTime = input.StartTime,
            EndTime = input.EndTime,
            MinSize = input.Min,
            DesiredCapacity = input.Desired,
            MaxSize = input.Max,
        };
    }
}
