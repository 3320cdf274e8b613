using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_rule: shows the rule, and on confirmation deletes it (DeleteRule).</summary>
public static class DeleteRule
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_rule",
            "Deletes a rule of a listener; what it matched falls to the rules after it. For the whole listener, use elb_delete_listener.",
        PlanAsync, RunAsync,
        iam: ["elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DeleteRule"],
        examples: ["Remove the rule for /api."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Rule ARN.")]
        public required string RuleArn { get; init; }
    }

    public sealed record Result(string Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var rule = await ElbFind.RuleAsync(elb, input.RuleArn, ct);
        var plan = new PlanBuilder("Delete one rule.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(rule)], ct))
            .Delete($"rule {ElbText.Describe(rule)}", "such requests fall to the rules after it")
            .NoUndo("elb_create_rule can make one like it, under another ARN.");
        if (rule.IsDefault is true) plan.Obstacle(
            "It is the default rule of its listener; elb_delete_listener deletes the listener with it.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        await elb.DeleteRuleAsync(new() { RuleArn = input.RuleArn }, ct);
        return new(input.RuleArn);
    }
}
