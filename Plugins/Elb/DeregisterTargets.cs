using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_deregister_targets (DeregisterTargets).</summary>
public static class DeregisterTargets
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "deregister_targets", "Takes targets out of a target group; requests in flight may end. To put them back, use elb_register_targets.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DeregisterTargets",
        ],
        examples: ["Take this instance out of the load balancer."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }

        [Description("Targets."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<TargetInput> Targets { get; init; }

        [Description("Until drained, max 10 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(IReadOnlyList<TargetState> Draining, int Remaining);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var now = await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        var delay = (await elb.DescribeTargetGroupAttributesAsync(new() { TargetGroupArn = group.TargetGroupArn }, ct)).Attributes?.FirstOrDefault(a => a.Key == "deregistration_delay.timeout_seconds")?.Value;
        var leaving = now.Where(t => input.Targets.Any(i => i.Is(t))).ToList();
        if (input.Targets.FirstOrDefault(i => !now.Any(i.Is)) is { } missing)
            throw new ToolException(ToolErrorCode.NotFound, $"{missing.Id} is not registered with {group.TargetGroupName}.", "elb_get_target_health shows the targets.");
        return new($"Deregister {leaving.Count} of {now.Count} target(s) of {group.TargetGroupName}.",
        [
            .. leaving.Select(t => $"{ElbText.Describe(t)} -> draining{(delay is null ? "" : $" for at most {delay} s")}, then gone from the group"),
            $"{now.Except(leaving).Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy)} healthy target(s) remain",
        ])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var arn = await ElbFind.TargetGroupArnAsync(elb, input.TargetGroup, ct);
        await elb.DeregisterTargetsAsync(new() { TargetGroupArn = arn, Targets = [.. input.Targets.Select(t => t.ToTarget())] }, ct);
        var seen = await Waiting.UntilAsync(
            token => ElbFind.TargetsAsync(elb, arn, token), all => !all.Any(t => input.Targets.Any(i => i.Is(t))),
            all => $"{all.Count(t => input.Targets.Any(i => i.Is(t)))} targets are draining",
            context, input.Wait ? TimeSpan.FromMinutes(10) : TimeSpan.Zero, cancellation: ct);
        var draining = seen.Where(t => input.Targets.Any(i => i.Is(t))).ToList();
        return new([.. draining.Select(TargetState.Of)], seen.Count - draining.Count);
    }
}
