using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_attach_target_groups (AttachLoadBalancerTargetGroups).</summary>
public static class AttachTargetGroups
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "attach_target_groups", "Puts a group's instances, now and later, behind target groups. For single targets, use elb_register_targets.", PlanAsync, RunAsync,
        iam: ["autoscaling:DescribeAutoScalingGroups", "autoscaling:AttachLoadBalancerTargetGroups"],
        examples: ["Put the group web behind this target group."],
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
        var there = group.TargetGroupARNs ?? [];
        return new($"Attach {input.TargetGroupArns.Count} target group(s) to {input.Group}.",
        [
            .. input.TargetGroupArns.Select(arn => there.Contains(arn) ? $"{arn} is attached already" : $"{arn}: the {group.Instances?.Count ?? 0} instance(s) of {input.Group} are registered"),
            .. group.HealthCheckType?.Contains("ELB", StringComparison.Ordinal) == true ? ["what the load balancer finds unhealthy is replaced"] : Array.Empty<string>(),
        ])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        await asg.AttachLoadBalancerTargetGroupsAsync(new() { AutoScalingGroupName = input.Group, TargetGroupARNs = [.. input.TargetGroupArns] }, ct);
        return new(input.Group, (await Groups.FindAsync(asg, input.Group, ct)).TargetGroupARNs ?? []);
    }
}
