using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_target_group: shows what uses it, and on confirmation deletes it (DeleteTargetGroup).</summary>
public static class DeleteTargetGroup
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_target_group",
            "Deletes a target group that no listener or rule uses. Its targets stay; to take out some, use elb_deregister_targets.",
            PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DescribeLoadBalancers",
                "elasticloadbalancing:DeleteTargetGroup",
        ],
        examples: ["Delete the target group old-api."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var targets = await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        var plan = new PlanBuilder($"Delete the target group {group.TargetGroupName} with {targets.Count} registration(s).")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct))
            .Delete($"target group {group.TargetGroupName}");
        foreach (var target in targets) plan.Keep(ElbText.Describe(target), "no longer registered here");
        foreach (var arn in (group.LoadBalancerArns ?? []).Order(StringComparer.Ordinal))
        {
            var lb = ElbText.Name(arn);
            // One that was just deleted may still be listed.
            if (await ElbFind.LoadBalancerExistsAsync(elb, lb, ct))
                plan.Obstacle($"A listener or rule of {lb} forwards to {group.TargetGroupName}; elb_get_load_balancer shows which.");
        }

        return plan.Unknown("Whether an Auto Scaling group or a container service registers its instances with it; they can launch nothing "
            + "behind it then.").NoUndo("A new target group gets another ARN, and its targets must be registered again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var arn = await ElbFind.TargetGroupArnAsync(elb, input.TargetGroup, ct);
        await elb.DeleteTargetGroupAsync(new() { TargetGroupArn = arn }, ct);
        return new(arn);
    }
}
