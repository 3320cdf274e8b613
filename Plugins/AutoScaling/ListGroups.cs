using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_list_groups (DescribeAutoScalingGroups).</summary>
public static class ListGroups
{
    public static readonly AsgTool Tool = AsgTool.Read<Input, Page<Row>>(
        "list_groups", "Lists Auto Scaling groups with their capacity. For instances and activities of one, use asg_get_group.", RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups"],
        examples: ["Which Auto Scaling groups are at their maximum?"]);

    public sealed record Input : PageInput
    {
        [Description("All of these; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Row(string Name, int? Min, int? Desired, int? Max, int InService, int Instances, string? LaunchTemplate, string? Status);

    public static async Task<Page<Row>> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var answer = await asg.DescribeAutoScalingGroupsAsync(new()
        {
            Filters = input.Tags.Count == 0 ? null
                : [.. input.Tags.Select(t => t.Value.Length == 0 ? new Filter { Name = "tag-key", Values = [t.Key] } : new Filter { Name = $"tag:{t.Key}", Values = [t.Value] })],
            MaxRecords = Math.Min(100, input.Limit),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.AutoScalingGroups ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Row ToRow(AutoScalingGroup g) =>
        new(g.AutoScalingGroupName, g.MinSize, g.DesiredCapacity, g.MaxSize, Groups.InService(g), g.Instances?.Count ?? 0, Groups.LaunchTemplate(g), g.Status);
}
