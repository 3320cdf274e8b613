using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_register_targets (RegisterTargets).</summary>
public static class RegisterTargets
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "register_targets", "Registers targets with a target group. elb_get_target_health tells when they are healthy.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:RegisterTargets",
        ],
        examples: ["Put these two instances behind the load balancer."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }

        [Description("Targets."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<TargetInput> Targets { get; init; }

        [Description("Until healthy, max 5 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(IReadOnlyList<TargetState> Targets);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var now = await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        return new($"Register {input.Targets.Count} target(s) with {group.TargetGroupName}.",
        [
            .. input.Targets.Select(t => now.FirstOrDefault(t.Is) is { } there ? $"{ElbText.Describe(there)} is registered already" : $"{t.Id}{(t.Port is { } port ? $":{port}" : "")} -> registered, gets requests once healthy"),
            .. group.LoadBalancerArns is { Count: > 0 } ? Array.Empty<string>() : [$"{group.TargetGroupName} is used by no load balancer, so its targets get no requests"],
        ])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var arn = await ElbFind.TargetGroupArnAsync(elb, input.TargetGroup, ct);
        await elb.RegisterTargetsAsync(new() { TargetGroupArn = arn, Targets = [.. input.Targets.Select(t => t.ToTarget())] }, ct);
        var seen = await Waiting.UntilAsync(
            async token => (await ElbFind.TargetsAsync(elb, arn, token)).Where(t => input.Targets.Any(i => i.Is(t))).ToList(),
            all => all.All(t => t.TargetHealth?.State != TargetHealthStateEnum.Initial && t.TargetHealth?.State != TargetHealthStateEnum.Unhealthy),
            all => $"{all.Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy)} of {all.Count} targets are healthy",
            context, input.Wait ? TimeSpan.FromMinutes(5) : TimeSpan.Zero, cancellation: ct);
        return new([.. seen.Select(TargetState.Of)]);
    }
}
