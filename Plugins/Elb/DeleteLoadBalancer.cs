using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_load_balancer: shows what would be lost, and on confirmation deletes it (DeleteLoadBalancer).</summary>
public static class DeleteLoadBalancer
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_load_balancer", "Deletes a load balancer with its listeners and rules. Target groups stay: elb_delete_target_group.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancerAttributes",
            "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DeleteLoadBalancer",
        ],
        examples: ["What would deleting the load balancer web lose?"],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        var unknowns = new Unknowns(context.Target);
        var reading = ListenersAsync(elb, lb.LoadBalancerArn, ct);
        var attributes = unknowns.TryAsync($"The deletion protection of {lb.LoadBalancerName}",
            () => elb.DescribeLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb.LoadBalancerArn }, ct));
        var grouping = unknowns.TryAsync($"The target groups of {lb.LoadBalancerName}", () =>
            GroupsAsync(elb, lb.LoadBalancerArn, unknowns, ct));
        await Task.WhenAll(reading, attributes, grouping);
        var listeners = await reading;
        var plan = new PlanBuilder($"Delete the {lb.Type?.Value} load balancer {lb.LoadBalancerName} with {listeners.Length} listener(s).")
            .Touch(await ElbPlans.ResourcesAsync(elb,
            [
                ElbPlans.Of(lb), .. listeners.Select(l => ElbPlans.Of(l.Listener)),
                .. listeners.SelectMany(l => l.Rules.Where(r => r.IsDefault is not true).Select(ElbPlans.Of)),
            ], ct))
            .Delete($"load balancer {lb.LoadBalancerName}")
            .Lose($"the DNS name {lb.DNSName}", "records that point to it lead nowhere");
        foreach (var (listener, rules) in listeners)
            foreach (var rule in rules) plan.Delete($"rule {ElbText.Port(listener)} {ElbText.Describe(rule)}");
        foreach (var (group, targets) in await grouping ?? [])
        {
            plan.Keep($"target group {group.TargetGroupName}", targets is null ? "it gets no requests"
                : $"it gets no requests: {PlanBuilder.Text(targets.Count == 0 ? "no targets" : targets.Select(ElbText.Describe))}");
        }

        foreach (var address in (lb.AvailabilityZones ?? []).SelectMany(z => z.LoadBalancerAddresses ?? [])
            .Where(a => a.AllocationId is not null).OrderBy(a => a.AllocationId, StringComparer.Ordinal))
            plan.Keep($"Elastic IP {address.IpAddress} ({address.AllocationId})", "it costs money until it is released");
        if ((await attributes)?.Attributes?.Any(a => a is { Key: "deletion_protection.enabled", Value: "true" }) is true)
            plan.Obstacle(
                $"Deletion protection of {lb.LoadBalancerName} is on; elb_modify_attributes with deletion_protection.enabled false turns "
                    + "it off.");
        if (lb.Type != LoadBalancerTypeEnum.Application)
            plan.Unknown($"Whether a VPC endpoint service uses {lb.LoadBalancerName}; AWS refuses the act then.");
        return plan.Unknown(unknowns.Notes).NoUndo("A new load balancer gets another DNS name and other ARNs.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var arn = await ElbFind.LoadBalancerArnAsync(elb, input.LoadBalancer, ct);
        await elb.DeleteLoadBalancerAsync(new() { LoadBalancerArn = arn }, ct);
        return new(arn);
    }

    private static async Task<(Listener Listener, IReadOnlyList<Rule> Rules)[]> ListenersAsync(
        IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        await (await ElbFind.ListenersAsync(elb, arn, ct)).AskAsync(async (l, t) =>
            (Listener: l, Rules: await ElbFind.RulesAsync(elb, l, t)), ct);

    private static async Task<(TargetGroup Group, IReadOnlyList<TargetHealthDescription>? Targets)[]> GroupsAsync(
        IAmazonElasticLoadBalancingV2 elb, string arn, Unknowns unknowns, CancellationToken ct) =>
        await (await ElbFind.TargetGroupsAsync(elb, arn, ct)).AskAsync(async (g, t) =>
            (g, await unknowns.TryAsync($"The targets of {g.TargetGroupName}", () => ElbFind.TargetsAsync(elb, g.TargetGroupArn, t))), ct);
}
