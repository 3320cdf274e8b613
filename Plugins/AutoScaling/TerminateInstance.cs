using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_terminate_instance: shows what follows, and on confirmation ends it (TerminateInstanceInAutoScalingGroup).</summary>
public static class TerminateInstance
{
    public static readonly AsgTool Tool = AsgTool.Destructive<Input, Result>(
        "terminate_instance",
        "Terminates an instance of a group, which replaces it unless decrementDesiredCapacity is true. For instances of no group, use "
            + "ec2_terminate_instances.",
        PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:TerminateInstanceInAutoScalingGroup"],
        examples: ["Replace this broken instance of the group web."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Lower the desired capacity by it: no replacement.")]
        public bool DecrementDesiredCapacity { get; init; }
    }

    public sealed record Result(string Id, string? Activity, string? Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var found = await Paging.FirstAsync<AutoScalingInstanceDetails>(async token =>
        {
            var page = await asg.DescribeAutoScalingInstancesAsync(new() { InstanceIds = [input.InstanceId], NextToken = token }, ct);
            return (page.AutoScalingInstances, page.NextToken);
        }) ?? throw new ToolException(ToolErrorCode.NotFound, $"{input.InstanceId} is in no Auto Scaling group.",
                "To terminate it all the same, use ec2_terminate_instances.");
        var group = await Groups.FindAsync(asg, found.AutoScalingGroupName, ct);
        var instance = group.Instances?.FirstOrDefault(i => i.InstanceId == input.InstanceId);
        var plan =
            new PlanBuilder(
            $"Terminate {input.InstanceId} of {found.AutoScalingGroupName} ({Capacity.Describe(group)}). Instance-store data is lost.")
            .Touch(Groups.ToResource(group))
            .Delete(instance is null ? $"{input.InstanceId} ({found.InstanceType}, {found.AvailabilityZone}, {found.LifecycleState})"
                : Groups.Describe(instance),
                "terminated")
            .Warn(Groups.Suspended(group, "Terminate", "whether the instance ends before it is resumed is not certain"))
            .NoUndo("A terminated instance cannot be started again.");
        if (found.LifecycleState?.StartsWith("Warmed", StringComparison.Ordinal) is true)
            plan.Obstacle(
                $"{input.InstanceId} is in the warm pool of {found.AutoScalingGroupName} ({found.LifecycleState}), where this act is not "
                    + "possible.");
        if (!input.DecrementDesiredCapacity)
        {
            return plan.Create($"an instance of {Groups.Source(group)}", "in its place")
                .Warn(Groups.Suspended(group, "Launch", "no instance takes its place until it is resumed"))
                .Build();
        }

        if (Capacity.Unit(group) is { } unit)
        {
            return plan.Unknown(
                $"By how many {unit} AWS lowers the desired capacity {group.DesiredCapacity}: the group does not count instances.").Build();
        }

        if (group.DesiredCapacity <= group.MinSize)
            plan.Obstacle($"Fewer than min {group.MinSize} would run; asg_update_group lowers min.");
        return plan.Change(found.AutoScalingGroupName, "desired capacity", group.DesiredCapacity, group.DesiredCapacity - 1).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var activity = (await asg.TerminateInstanceInAutoScalingGroupAsync(
            new() { InstanceId = input.InstanceId, ShouldDecrementDesiredCapacity = input.DecrementDesiredCapacity }, ct)).Activity;
        context.Done($"asked to terminate {input.InstanceId}");
        return new(input.InstanceId, activity?.Description, activity?.StatusCode?.Value);
    }
}
