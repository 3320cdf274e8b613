using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_detach_target_groups (DetachLoadBalancerTargetGroups).</summary>
public static class DetachTargetGroups
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "detach_target_groups", "Takes a group's instances out of target groups, after they are drained.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:DetachLoadBalancerTargetGroups"],
        examples: ["Take the group blue out of the target group."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Target group ARNs."), MinLength(1), MaxLength(10)]
        public required IReadOnlyList<string> TargetGroupArns { get; init; }
    }

    public sealed record Result(string Name, IReadOnlyList<string> TargetGroups);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var there = input.TargetGroupArns.Distinct().Where(a => group.TargetGroupARNs?.Contains(a) is true).ToList();
        var plan = new PlanBuilder($"Detach {there.Count} target group(s) from {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Touch(input.TargetGroupArns.Distinct().Select(Groups.TargetGroup));
        foreach (var arn in input.TargetGroupArns.Distinct())
        {
            if (there.Contains(arn)) plan.Change(input.Group, "target group", arn, null,
                $"the {group.Instances?.Count ?? 0} instance(s) of the group get no requests from it");
            else plan.Keep($"{arn} of {input.Group}", "it is not attached");
        }

        return (there.Count > 0 ? plan.Undo("asg_attach_target_groups", new { group = input.Group, targetGroupArns = there }) : plan)
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.DetachLoadBalancerTargetGroupsAsync(
            new() { AutoScalingGroupName = input.Group, TargetGroupARNs = [.. input.TargetGroupArns] }, ct);
        context.Done($"detached {PlanBuilder.Text(input.TargetGroupArns)} from {input.Group}");
        return new(input.Group, (await Groups.FindAsync(asg, input.Group, ct)).TargetGroupARNs ?? []);
    }
}
