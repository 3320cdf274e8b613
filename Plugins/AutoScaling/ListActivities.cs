using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_list_activities (DescribeScalingActivities).</summary>
public static class ListActivities
{
    public static readonly AsgTool Tool = AsgTool.Read<Input, Page<Row>>(
        "list_activities", "Lists scaling activities, newest first. For the causes of a group's last 5, use asg_get_group.", RunAsync,
        iam: ["autoscaling:DescribeScalingActivities"],
        examples: ["Which launches failed this week?"]);

    public sealed record Input : PageInput
    {
        [Description("Group name.")]
        public string? Group { get; init; }

        [Description("Of deleted groups too.")]
        public bool IncludeDeleted { get; init; }
    }

    public sealed record Row(string Group, string Status, string? Description, string? Message, DateTime? StartedAt, DateTime? EndedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var answer = await asg.DescribeScalingActivitiesAsync(new()
        {
            AutoScalingGroupName = input.Group,
            IncludeDeletedGroups = input.IncludeDeleted ? true : null,
            MaxRecords = Math.Min(100, input.Limit),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.Activities ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(Activity a) =>
        new(a.AutoScalingGroupName, a.StatusCode?.Value ?? "", a.Description, a.StatusMessage, a.StartTime, a.EndTime);
}
