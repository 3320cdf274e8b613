using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_put_scheduled_action (PutScheduledUpdateGroupAction).</summary>
public static partial class PutScheduledAction
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "put_scheduled_action",
        "Creates or replaces a scheduled action: new capacity at a time, once or again and again. For load, use asg_put_scaling_policy.",
            PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeScheduledActions", "autoscaling:PutScheduledUpdateGroupAction"],
        examples: ["Shrink the group web to one at eight in the evening on weekdays."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Name of the scheduled action."), MaxLength(255)]
        public required string Action { get; init; }

        [Description("Cron expression of five fields, like 0 20 * * 1-5.")]
        public string? Recurrence { get; init; }

        [Description("Of recurrence, like Europe/Berlin; default UTC.")]
        public string? TimeZone { get; init; }

        [Description("First time, with an offset: 2026-05-01T20:00:00+02:00.")]
        public string? StartTime { get; init; }

        [Description("When recurrence ends, like startTime.")]
        public string? EndTime { get; init; }

        [Description("New minimum capacity; left out, it stays."), Range(0, int.MaxValue)]
        public int? Min { get; init; }

        [Description("New desired capacity; left out, it stays."), Range(0, int.MaxValue)]
        public int? Desired { get; init; }

        [Description("New maximum capacity; left out, it stays."), Range(0, int.MaxValue)]
        public int? Max { get; init; }
    }

    public sealed record Result(string Group, string Action, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var action = ToAction(input);
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var old = await Policies.FindActionAsync(asg, input.Group, input.Action, ct);
        var plan =
            new PlanBuilder(
            $"{(old is null ? "Create" : "Replace")} the scheduled action {input.Action} of {input.Group}, now {Capacity.Describe(group)}.")
            .Touch(Groups.ToResource(group));
        if (old is null)
        {
            plan.Create($"scheduled action {input.Action}", "rule", Policies.Describe(action))
                .Undo("asg_delete_scheduled_action", new { group = input.Group, action = input.Action });
        }
        else
        {
            plan.Change($"scheduled action {input.Action}", "rule", Policies.Describe(old), Policies.Describe(action))
                .Undo("asg_put_scheduled_action", Policies.ToArguments(old));
            if (Unnamed(old, action).ToList() is { Count: > 0 } unnamed)
                plan.Unknown(
                    $"Whether AWS keeps what the call does not name ({string.Join(", ", unnamed)}); asg_delete_scheduled_action first "
                        + "makes sure that it does not.");
        }

        if (action.StartTime <= context.Time.GetUtcNow().UtcDateTime) plan.Obstacle("startTime is in the past.");
        if (Capacity.Unit(group) is { } unit) plan.Warn($"min, desired and max of {input.Group} count {unit}, not instances.");
        return plan.Warn(Groups.Suspended(group, "ScheduledActions", "the action does nothing until it is resumed")).Build();
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
        if (input.Recurrence is null && input.StartTime is null) throw ToolException.InvalidInput("recurrence or startTime is needed.");
        if (input.Min is null && input.Desired is null && input.Max is null)
            throw ToolException.InvalidInput("At least one of min, desired and max is needed.");
        if (input.Min > input.Max || input.Desired < input.Min || input.Desired > input.Max)
            throw ToolException.InvalidInput("min <= desired <= max must hold.");
        // AWS applies the zone to the cron expression alone and takes times in UTC.
        if (input.TimeZone is not null && input.Recurrence is null)
            throw ToolException.InvalidInput("timeZone applies to recurrence only.",
                "Write the offset into startTime: 2026-05-01T20:00:00+02:00.");
        if (input.EndTime is not null && input.Recurrence is null) throw ToolException.InvalidInput("endTime applies to recurrence only.");
        return new()
        {
            AutoScalingGroupName = input.Group,
            ScheduledActionName = input.Action,
            Recurrence = input.Recurrence,
            TimeZone = input.TimeZone,
            StartTime = Time("startTime", input.StartTime),
            EndTime = Time("endTime", input.EndTime),
            MinSize = input.Min,
            DesiredCapacity = input.Desired,
            MaxSize = input.Max,
        };
    }

    private static DateTime? Time(string argument, string? text) => text is null ? null
        : Offset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcDateTime
        : throw ToolException.InvalidInput($"{argument} must be a time with Z or an offset.",
            "For example 2026-05-01T18:00:00Z or 2026-05-01T20:00:00+02:00.");

    private static IEnumerable<string> Unnamed(ScheduledUpdateGroupAction old, ScheduledUpdateGroupAction action) =>
        from setting in new (string Name, object? Old, object? New)[]
        {
            ("recurrence", old.Recurrence, action.Recurrence), ("timeZone", old.TimeZone, action.TimeZone),
                ("endTime", old.EndTime, action.EndTime),
            ("min", old.MinSize, action.MinSize), ("desired", old.DesiredCapacity, action.DesiredCapacity),
                ("max", old.MaxSize, action.MaxSize),
        }
        where setting is { Old: not (null or ""), New: null }
        select setting.Name;

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Offset();
}
