using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_load_balancer: shows what would be lost, and on confirmation deletes it (DeleteLoadBalancer).</summary>
public static class DeleteLoadBalancer
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_load_balancer", "Deletes a load balancer with its listeners and rules. Target groups stay: elb_delete_target_group.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancerAttributes", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DeleteLoadBalancer",
        ],
        examples: ["What would deleting the load balancer web lose?"],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN.")]
        public required string LoadBalancer { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var lb = await ElbFind.LoadBalancerAsync(elb, input.LoadBalancer, ct);
        var (attributes, groups) = (elb.DescribeLoadBalancerAttributesAsync(new() { LoadBalancerArn = lb.LoadBalancerArn }, ct), GroupsAsync(elb, lb.LoadBalancerArn, ct));
        var reading = ListenersAsync(elb, lb.LoadBalancerArn, ct);
        await Task.WhenAll(attributes, groups, reading);
        var listeners = await reading;
        var guarded = (await attributes).Attributes?.Any(a => a is { Key: "deletion_protection.enabled", Value: "true" }) == true;
        return new($"Delete the {lb.Type?.Value} load balancer {lb.LoadBalancerName} with {listeners.Length} listener(s).",
        [
            .. guarded ? new[] { "AWS will refuse: deletion protection is on. elb_modify_attributes switches it off." } : [],
            $"{lb.DNSName} stops answering; records that point to it lead nowhere",
            .. listeners.SelectMany(l => l.Rules.Select(r => $"{ElbText.Port(l.Listener)} {ElbText.Describe(r)} is deleted")),
            .. await groups,
        ])
        {
            Resources = await ElbPlans.ResourcesAsync(elb,
                [ElbPlans.Of(lb), .. listeners.Select(l => ElbPlans.Of(l.Listener)), .. listeners.SelectMany(l => l.Rules.Where(r => r.IsDefault != true).Select(ElbPlans.Of))], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var arn = await ElbFind.LoadBalancerArnAsync(elb, input.LoadBalancer, ct);
        await elb.DeleteLoadBalancerAsync(new() { LoadBalancerArn = arn }, ct);
        return new(arn);
    }

    private static async Task<(Listener Listener, IReadOnlyList<Rule> Rules)[]> ListenersAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        await Task.WhenAll((await ElbFind.ListenersAsync(elb, arn, ct)).Select(async l => (Listener: l, Rules: await ElbFind.RulesAsync(elb, l, ct))));

    private static async Task<IEnumerable<string>> GroupsAsync(IAmazonElasticLoadBalancingV2 elb, string arn, CancellationToken ct) =>
        await Task.WhenAll((await ElbFind.TargetGroupsAsync(elb, arn, ct)).Select(async g =>
            $"target group {g.TargetGroupName} stays and gets no requests: {string.Join(", ", (await ElbFind.TargetsAsync(elb, g.TargetGroupArn, ct)).Select(ElbText.Describe).DefaultIfEmpty("no targets"))}"));
}
