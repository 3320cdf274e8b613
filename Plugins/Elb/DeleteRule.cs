using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;

namespace Infra.Plugins.Elb;

/// <summary>elb_delete_rule: shows the rule, and on confirmation deletes it (DeleteRule).</summary>
public static class DeleteRule
{
    public static readonly ElbTool Tool = ElbTool.Destructive<Input, Result>(
        "delete_rule", "Deletes a rule of a listener; what it matched falls to the rules after it. For the whole listener, use elb_delete_listener.", PlanAsync, RunAsync,
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
        if (rule.IsDefault == true)
            throw new ToolException(ToolErrorCode.Conflict, "The default rule of a listener cannot be deleted.", "Delete the listener with elb_delete_listener.");
        return new("Delete one rule.", [$"{ElbText.Describe(rule)} is deleted; such requests fall to the rules after it"])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(rule)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        await elb.DeleteRuleAsync(new() { RuleArn = input.RuleArn }, ct);
        return new(input.RuleArn);
    }
}
