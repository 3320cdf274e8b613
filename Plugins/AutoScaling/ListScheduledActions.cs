using System.ComponentModel;
using Amazon.AutoScaling;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_list_scheduled_actions (DescribeScheduledActions).</summary>
public static class ListScheduledActions
{
    public static readonly AsgTool Tool = AsgTool.Read<Input, Page<Row>>(
        "list_scheduled_actions", "Lists changes of a group's capacity by the clock. For those by load, use asg_list_policies.", RunAsync,
        iam: ["autoscaling:DescribeScheduledActions"],
        examples: ["When does the group web shrink for the night?"]);

    public sealed record Input : PageInput
    {
        [Description("Group name.")]
        public string? Group { get; init; }
    }

    public sealed record Row(
        string Name, string Group, string? Recurrence, string? TimeZone, DateTime? StartsAt, DateTime? EndsAt, int? Min, int? Desired,
            int? Max);

    public static async Task<Page<Row>> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var answer = await asg.DescribeScheduledActionsAsync(
            new() { AutoScalingGroupName = input.Group, MaxRecords = Math.Min(100, input.Limit), NextToken = input.Cursor }, ct);
        return new([.. (answer.ScheduledUpdateGroupActions ?? []).Select(a => new Row(
            a.ScheduledActionName, a.AutoScalingGroupName, a.Recurrence, a.TimeZone, a.StartTime, a.EndTime, a.MinSize, a.DesiredCapacity,
                a.MaxSize))], answer.NextToken);
    }
}
