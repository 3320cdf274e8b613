using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_list_groups (DescribeAutoScalingGroups).</summary>
public static class ListGroups
{
    public static readonly AsgTool Tool = AsgTool.Read<Input, Page<Row>>(
        "list_groups", "Lists Auto Scaling groups with their capacity. For one in full, use asg_get_group.", RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups"],
        examples: ["Which Auto Scaling groups are at their maximum?"]);

    public sealed record Input : PageInput
    {
        [Description("All; empty matches any.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    /// <summary>InService and Instances count instances; min, desired, max and InServiceCapacity count the unit, where there is
    /// one.</summary>
    public sealed record Row(
        string Name, int? Min, int? Desired, int? Max, string? Unit, int? InServiceCapacity, int InService, int Instances,
        string? LaunchTemplate, string? LaunchConfiguration, string? Status);

    public static async Task<Page<Row>> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var answer = await asg.DescribeAutoScalingGroupsAsync(new()
        {
            Filters = input.Tags.Count == 0 ? null : [.. input.Tags.Select(ToFilter)],
            MaxRecords = Math.Min(100, input.Limit),
            NextToken = input.Cursor,
        }, ct);
        return new([.. (answer.AutoScalingGroups ?? []).Select(ToRow)], answer.NextToken);
    }

    private static Filter ToFilter(KeyValuePair<string, string> tag) =>
        tag.Value.Length == 0 ? new() { Name = "tag-key", Values = [tag.Key] } : new() { Name = $"tag:{tag.Key}", Values = [tag.Value] };

    private static Row ToRow(AutoScalingGroup g) => new(
        g.AutoScalingGroupName, g.MinSize, g.DesiredCapacity, g.MaxSize, Capacity.Unit(g),
            Capacity.Unit(g) is null ? null : Capacity.InService(g),
        Capacity.Instances(g), g.Instances?.Count ?? 0, Groups.LaunchTemplate(g), g.LaunchConfigurationName, g.Status);
}
