using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_target_group: shows what uses it, and on confirmation deletes it (DeleteTargetGroup).</summary>
public static class DeleteTargetGroup
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_target_group", "Deletes a target group that no listener or rule uses. Its targets stay; to take out some, use elb_deregister_targets.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DeleteTargetGroup",
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
        return new($"Delete the target group {group.TargetGroupName} with {targets.Count} registration(s).",
        [
            .. (group.LoadBalancerArns ?? []).Select(lb => $"AWS will refuse: a listener or rule of {ElbText.Name(lb)} forwards to it. elb_get_load_balancer shows which."),
            .. targets.Select(t => $"{ElbText.Describe(t)} is no longer registered here; the target itself stays"),
        ])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var arn = await ElbFind.TargetGroupArnAsync(elb, input.TargetGroup, ct);
        await elb.DeleteTargetGroupAsync(new() { TargetGroupArn = arn }, ct);
        return new(arn);
    }
}
