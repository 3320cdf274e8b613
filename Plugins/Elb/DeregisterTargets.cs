using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_deregister_targets (DeregisterTargets).</summary>
public static class DeregisterTargets
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "deregister_targets",
            "Takes targets out of a target group; requests in flight may end. To put them back, use elb_register_targets.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth",
            "elasticloadbalancing:DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTags",
                "elasticloadbalancing:DeregisterTargets",
        ],
        examples: ["Take this instance out of the load balancer."],
        idempotent: true)
        .With(deadline: Longest + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string TargetGroup { get; init; }

        [Description("Targets; without a port, every registration of the id."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<TargetInput> Targets { get; init; }

        [Description("Until drained, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    /// <summary>StillRegistered are those that were to leave and that AWS does not show as draining; Remaining counts all that do not
    /// drain.</summary>
    public sealed record Result(IReadOnlyList<TargetState> Draining, IReadOnlyList<TargetState> StillRegistered, int Remaining);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var unknowns = new Unknowns(context.Target);
        var attributes = unknowns.TryAsync($"How long targets of {group.TargetGroupName} drain",
            () => elb.DescribeTargetGroupAttributesAsync(new() { TargetGroupArn = group.TargetGroupArn }, ct));
        var now = await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct);
        var meant = Meant(now, input, group);
        var delay = (await attributes)?.Attributes?.FirstOrDefault(a => a.Key == "deregistration_delay.timeout_seconds")?.Value;
        var leaving = meant.Where(t => !IsDraining(t)).ToList();
        var plan = new PlanBuilder($"Deregister {leaving.Count} of {now.Count} target(s) of {group.TargetGroupName}.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(group)], ct));
        foreach (var target in meant)
        {
            var what = $"{ElbText.Describe(target)} in {group.TargetGroupName}";
            if (IsDraining(target)) plan.Keep(what, "it is draining already");
            else plan.Delete(what, delay is null ? "after draining" : $"after draining for at most {delay} s");
        }

        var healthy = now.Except(meant).Count(t => t.TargetHealth?.State == TargetHealthStateEnum.Healthy);
        plan.Keep($"{healthy} healthy target(s) in {group.TargetGroupName}");
        if (healthy == 0) plan.Warn($"No healthy target remains in {group.TargetGroupName}.");
        if (leaving.Count > 0) plan.Undo("elb_register_targets",
            new { targetGroup = input.TargetGroup, targets = leaving.Select(t => ToArguments(t, group)) });
        return plan.Unknown(unknowns.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var group = await ElbFind.TargetGroupAsync(elb, input.TargetGroup, ct);
        var meant = Meant(await ElbFind.TargetsAsync(elb, group.TargetGroupArn, ct), input, group);
        // With its port, each registration: AWS answers success for one that it does not find.
        await elb.DeregisterTargetsAsync(new()
        {
            TargetGroupArn = group.TargetGroupArn,
            Targets = [.. meant.Select(t => ToTarget(t, group))]
        }, ct);
        context.Done($"deregistered {PlanBuilder.Text(meant.Select(t => ElbText.Describe(t.Target)))} from {group.TargetGroupName}");
        var seen = await Waiting.UntilAsync(
            t => ElbFind.TargetsAsync(elb, group.TargetGroupArn, t),
            all => all.Count(t => Is(meant, t)) is > 0 and var left ? Wait.NotYet($"{left} targets are draining") : Wait.Done,
            context, input.Wait ? Longest : TimeSpan.Zero, cancellation: ct);
        return new(
            [.. seen.Where(t => Is(meant, t) && IsDraining(t)).Select(TargetState.Of)],
            [.. seen.Where(t => Is(meant, t) && !IsDraining(t)).Select(TargetState.Of)],
            seen.Count(t => !IsDraining(t)));
    }

    private static List<TargetHealthDescription> Meant(IReadOnlyList<TargetHealthDescription> now, Input input, TargetGroup group) =>
        input.Targets.FirstOrDefault(i => !now.Any(i.Means)) is { } missing
            ? throw ToolException.NotFound($"The target {ElbText.Describe(missing.ToTarget())} of {group.TargetGroupName}",
                "elb_get_target_health shows the targets.")
            : [.. now.Where(t => input.Targets.Any(i => i.Means(t)))];

    private static bool Is(IEnumerable<TargetHealthDescription> meant, TargetHealthDescription seen) =>
        meant.Any(t => t.Target.Id == seen.Target.Id && t.Target.Port == seen.Target.Port);

    private static bool IsDraining(TargetHealthDescription t) => t.TargetHealth?.State == TargetHealthStateEnum.Draining;

    private static TargetDescription ToTarget(TargetHealthDescription t, TargetGroup group) =>
        new() { Id = t.Target.Id, Port = t.Target.Port, AvailabilityZone = Zone(t, group) };

    // AWS takes a zone for addresses alone.
    private static string? Zone(TargetHealthDescription t, TargetGroup group) =>
        group.TargetType == TargetTypeEnum.Ip ? t.Target.AvailabilityZone : null;

    private static JsonObject ToArguments(TargetHealthDescription t, TargetGroup group)
    {
        var arguments = new JsonObject { ["id"] = t.Target.Id };
        if (t.Target.Port is { } port) arguments["port"] = port;
        if (Zone(t, group) is { } zone) arguments["availabilityZone"] = zone;
        return arguments;
    }
}
