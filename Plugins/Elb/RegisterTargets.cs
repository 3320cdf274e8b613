using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_register_targets (RegisterTargets).</summary>
public static class RegisterTargets
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "register_targets", "Registers targets with a target group. elb_get_target_health tells when they are healthy.", PlanAsync,
            RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:RegisterTargets",
        ],
        examples: ["Put these two instances behind the load balancer."],
        idempotent: true)
        .With(deadline: Longest + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }

        [Description("Targets."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<TargetInput> Targets { get; init; }

        [Description("Until healthy, max 5 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(IReadOnlyList<TargetState> Targets);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var now = await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        var plan = new PlanBuilder($"Register {input.Targets.Count} target(s) with {group.TargetGroupName}.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct));
        List<TargetInput> fresh = [];
        foreach (var target in input.Targets)
        {
            if (now.FirstOrDefault(t => target.Makes(t, group)) is { } there && !IsLeaving(there))
            {
                plan.Keep(ElbText.Describe(there), "it is registered already");
                continue;
            }

            fresh.Add(target);
            plan.Create($"{ElbText.Describe(target.ToTarget())} in {group.TargetGroupName}", "it gets requests once it is healthy");
        }

        if (group.Protocol?.Value is "QUIC" or "TCP_QUIC")
            plan.Obstacle($"Targets of a {group.Protocol.Value} group need a server id, which this tool cannot give.");
        if (fresh.Any(t => t.AvailabilityZone is not null)
            && (group.TargetType == TargetTypeEnum.Instance || group.TargetType == TargetTypeEnum.Alb))
            plan.Obstacle($"availabilityZone is not possible for targets of type {group.TargetType.Value}.");
        if (group.LoadBalancerArns is not { Count: > 0 })
            plan.Warn($"{group.TargetGroupName} is used by no load balancer, so its targets get no requests.");
        if (fresh.Count > 0) plan.Undo("elb_deregister_targets",
            new { targetGroup = input.TargetGroup, targets = fresh.Select(t => ToArguments(t, group)) });
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        await elb.RegisterTargetsAsync(new()
        {
            TargetGroupArn = group.TargetGroupArn,
            Targets = [.. input.Targets.Select(t => t.ToTarget())]
        }, ct);
        context.Done(
            $"registered {PlanBuilder.Text(input.Targets.Select(t => ElbText.Describe(t.ToTarget())))} with {group.TargetGroupName}");
        var seen = await Waiting.UntilAsync(
            async t => (await ElbFind.TargetsAsync(elb, group.TargetGroupArn, t)).Where(d => input.Targets.Any(i => i.Makes(d, group)))
                .ToList(),
            all => Judge(all, input.Targets.Count), context, input.Wait ? Longest : TimeSpan.Zero, cancellation: ct);
        return new([.. seen.Select(TargetState.Of)]);
    }

    // AWS may not show a registration yet, or still show one that was leaving. An unhealthy target may become healthy until the time is up.
    private static Wait Judge(List<TargetHealthDescription> all, int wanted)
    {
        var now = Wait.NotYet($"{all.Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy)} of {wanted} targets are healthy");
        if (all.FirstOrDefault(t => t.TargetHealth?.Reason?.Value is "Target.InvalidState" or "Target.IpUnusable") is { } never)
            return Wait.Failed($"{ElbText.Describe(never)} cannot become healthy: {never.TargetHealth.Description ?? "no reason given"}");
        return all.Count >= wanted && all.All(IsSettled) ? Wait.Done : now;
    }

    // Without a load balancer, or without health checks, a target stays in these states.
    private static bool IsSettled(TargetHealthDescription t) => t.TargetHealth is { } health
        && (health.State?.Value is "healthy" or "unavailable" || health.Reason == TargetHealthReasonEnum.TargetNotInUse);

    private static bool IsLeaving(TargetHealthDescription t) => t.TargetHealth?.State == TargetHealthStateEnum.Draining;

    private static object ToArguments(TargetInput t, TargetGroup group) =>
        (t.Port ?? group.Port) is { } port ? new { id = t.Id, port } : new { id = t.Id };
}
