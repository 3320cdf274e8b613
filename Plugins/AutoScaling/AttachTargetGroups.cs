using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_attach_target_groups (AttachLoadBalancerTargetGroups).</summary>
public static class AttachTargetGroups
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "attach_target_groups",
            "Puts a group's instances, now and later, behind target groups. For single targets, use elb_register_targets.",
        PlanAsync, RunAsync,
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
        var there = (group.TargetGroupARNs ?? []).Concat((group.TrafficSources ?? []).Select(s => s.Identifier)).ToHashSet();
        var fresh = input.TargetGroupArns.Where(a => !there.Contains(a)).Distinct().ToList();
        var plan = new PlanBuilder($"Attach {fresh.Count} target group(s) to {input.Group}.")
            .Touch(Groups.ToResource(group))
            .Touch(input.TargetGroupArns.Distinct().Select(Groups.TargetGroup));
        foreach (var arn in input.TargetGroupArns.Distinct())
        {
            if (there.Contains(arn)) plan.Keep($"{arn} of {input.Group}", "it is attached already");
            else plan.Create($"{arn} of {input.Group}",
                $"the {group.Instances?.Count ?? 0} instance(s) of the group are registered with it");
        }

        if (fresh.Count > 0 && group.HealthCheckType?.Contains("ELB", StringComparison.Ordinal) is true)
            plan.Warn($"{input.Group} replaces instances that its load balancers find unhealthy (health check {group.HealthCheckType}).");
        if (fresh.Count > 0) plan.Undo("asg_detach_target_groups", new { group = input.Group, targetGroupArns = fresh });
        return plan.Warn(fresh.Count == 0 ? null
            : Groups.Suspended(group, "AddToLoadBalancer", "no instance is registered until it is resumed")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        await asg.AttachLoadBalancerTargetGroupsAsync(new()
        {
            AutoScalingGroupName = input.Group,
            TargetGroupARNs = [.. input.TargetGroupArns]
        }, ct);
        context.Done($"attached {PlanBuilder.Text(input.TargetGroupArns)} to {input.Group}");
        return new(input.Group, (await Groups.FindAsync(asg, input.Group, ct)).TargetGroupARNs ?? []);
    }
}
