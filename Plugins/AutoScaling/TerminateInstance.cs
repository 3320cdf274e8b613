using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_terminate_instance: shows what follows, and on confirmation ends it (TerminateInstanceInAutoScalingGroup).</summary>
public static class TerminateInstance
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "terminate_instance", "Terminates an instance of a group, which replaces it unless decrement is true. For instances of no group, use ec2_terminate_instances.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeAutoScalingGroups", "autoscaling:TerminateInstanceInAutoScalingGroup"],
        examples: ["Replace this broken instance of the group web."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Lower the desired capacity by one: no replacement.")]
        public bool Decrement { get; init; }
    }

    public sealed record Result(string Id, string? Activity, string? Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var name = (await asg.DescribeAutoScalingInstancesAsync(new DescribeAutoScalingInstancesRequest { InstanceIds = [input.InstanceId] }, ct)).AutoScalingInstances?.FirstOrDefault()?.AutoScalingGroupName
            ?? throw new ToolException(ToolErrorCode.NotFound, $"{input.InstanceId} is in no Auto Scaling group.", "To terminate it all the same, use ec2_terminate_instances.");
        var group = await Groups.FindAsync(asg, name, ct);
        var instance = group.Instances?.FirstOrDefault(i => i.InstanceId == input.InstanceId);
        return new($"Terminate {input.InstanceId} of {name} ({Groups.Capacity(group)}). Instance-store data is lost.",
        [
            $"{(instance is null ? input.InstanceId : Groups.Describe(instance))} -> terminated",
            !input.Decrement ? $"the group starts another instance of {Groups.LaunchTemplate(group)} in its place"
                : group.DesiredCapacity <= group.MinSize ? $"AWS will refuse: fewer than min {group.MinSize} would run"
                : $"desired capacity: {group.DesiredCapacity} -> {group.DesiredCapacity - 1}",
        ])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var activity = (await asg.TerminateInstanceInAutoScalingGroupAsync(new() { InstanceId = input.InstanceId, ShouldDecrementDesiredCapacity = input.Decrement }, ct)).Activity;
        return new(input.InstanceId, activity?.Description, activity?.StatusCode?.Value);
    }
}
