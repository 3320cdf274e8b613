using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_rule (CreateRule).</summary>
public static class CreateRule
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_rule",
        "Adds a rule to a listener of an application load balancer; all its conditions must hold. For the default action, use "
            + "elb_create_listener.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules",
            "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:CreateRule",
            "elasticloadbalancing:AddTags",
        ],
        examples: ["Send /api/* to the target group api.", "Send a tenth of the requests to canary."]);

    public sealed record Input : RuleInput
    {
        [Description("Listener ARN.")]
        public required string ListenerArn { get; init; }

        [Description("Place among the rules; the lowest is tried first."), Range(1, 50000)]
        public required int Priority { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string Priority);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var conditions = input.Conditions();
        var route = await input.BuildAsync(elb, ct);
        var rule = new Rule
        {
            Priority = input.Priority.ToString(CultureInfo.InvariantCulture),
            Conditions = conditions,
            Actions = [route.Action]
        };
        var listener = await ElbFind.ListenerAsync(elb, input.ListenerArn, ct);
        var lb = await ElbFind.LoadBalancerAsync(elb, listener.LoadBalancerArn, ct);
        var rules = await ElbFind.RulesAsync(elb, listener, ct);
        var where = $"{ElbText.Port(listener)} of {lb.LoadBalancerName}";
        var plan = new PlanBuilder($"Add a rule to {where}.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(listener), .. route.TargetGroups.Select(ElbPlans.Of)], ct))
            .Create($"rule {ElbText.Describe(rule)} of {where}");
        foreach (var before in rules.TakeWhile(r => int.TryParse(r.Priority, out var p) && p < input.Priority))
            plan.Keep($"rule {ElbText.Describe(before)}", "it is tried before");
        if (rules.FirstOrDefault(r => r.Priority == rule.Priority) is { } taken)
            plan.Obstacle($"Priority {rule.Priority} is taken ({ElbText.Describe(taken)}); choose another priority.");
        if (!ElbFind.HasRules(listener)) plan.Obstacle($"{where} cannot have rules: only listeners of application load balancers can.");
        foreach (var obstacle in await ElbPlans.ObstaclesAsync(elb, lb, route, ct)) plan.Obstacle(obstacle);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var rule = (await elb.CreateRuleAsync(new()
        {
            ListenerArn = input.ListenerArn,
            Priority = input.Priority,
            Conditions = input.Conditions(),
            Actions = [(await input.BuildAsync(elb, ct)).Action],
            Tags = input.Tags.ToTags(),
        }, ct)).Rules[0];
        context.Done($"created the rule {rule.RuleArn}", created: rule.RuleArn);
        return new(rule.RuleArn, rule.Priority);
    }
}
