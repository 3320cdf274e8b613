using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_listener: shows its rules, and on confirmation deletes it (DeleteListener).</summary>
public static class DeleteListener
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_listener", "Deletes a listener with its rules; its port stops answering. For one rule, use elb_delete_rule.", PlanAsync, RunAsync,
        iam: ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DeleteListener"],
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
        return new($"Delete {ElbText.Port(listener)} of {ElbText.Name(listener.LoadBalancerArn)} with {rules.Count} rule(s).",
        [
            .. rules.Select(r => $"{ElbText.Describe(r)} is deleted"),
            .. rules.SelectMany(r => ElbText.TargetGroups(r.Actions)).Distinct().Select(g => $"target group {ElbText.Name(g)} gets no more requests from here"),
        ])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(listener), .. rules.Where(r => r.IsDefault != true).Select(ElbPlans.Of)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        await elb.DeleteListenerAsync(new() { ListenerArn = input.ListenerArn }, ct);
        return new(input.ListenerArn);
    }
}
