using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_listener: shows its rules, and on confirmation deletes it (DeleteListener).</summary>
public static class DeleteListener
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_listener", "Deletes a listener with its rules; its port stops answering. For one rule, use elb_delete_rule.", PlanAsync,
            RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:DeleteListener",
        ],
        examples: ["Stop listening on port 8080."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Listener ARN.")]
        public required string ListenerArn { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var listener = await ElbFind.ListenerAsync(elb, input.ListenerArn, ct);
        var rules = await ElbFind.RulesAsync(elb, listener, ct);
        var what = $"{ElbText.Port(listener)} of {ElbText.Name(listener.LoadBalancerArn)}";
        var plan = new PlanBuilder($"Delete {what} with {rules.Count} rule(s).")
            .Touch(await ElbPlans.ResourcesAsync(elb,
                [ElbPlans.Of(listener), .. rules.Where(r => r.IsDefault is not true).Select(ElbPlans.Of)], ct))
            .Delete($"listener {what}", "its port stops answering");
        foreach (var rule in rules) plan.Delete($"rule {ElbText.Describe(rule)}");
        foreach (var group in rules.SelectMany(r => ElbText.TargetGroups(r.Actions)).Distinct().Select(ElbText.Name)
            .Order(StringComparer.Ordinal))
            plan.Keep($"target group {group}", "it gets no more requests from here");
        return plan.NoUndo("A listener and its rules must be created again, under other ARNs.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        await elb.DeleteListenerAsync(new() { ListenerArn = input.ListenerArn }, ct);
        return new(input.ListenerArn);
    }
}
