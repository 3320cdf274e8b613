using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using Infra.Aws;

namespace Infra.Plugins.Elb;

/// <summary>elb_modify_rule (ModifyRule, SetRulePriorities).</summary>
public static class ModifyRule
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, ListRules.Row>(
        "modify_rule",
        "Changes a rule: conditions, action, weights or priority. An empty list takes a condition away. For the default action, use "
            + "elb_modify_listener.",
        PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups",
            "elasticloadbalancing:DescribeTargetHealth", "elasticloadbalancing:DescribeTags", "elasticloadbalancing:ModifyRule",
            "elasticloadbalancing:SetRulePriorities",
        ],
        examples: ["Send half of /api/* to green.", "Try this rule before all others."],
        idempotent: true);

    public sealed record Input : RuleInput
    {
        [Description("Rule ARN.")]
        public required string RuleArn { get; init; }

        [Description("Place among the rules; the lowest is tried first."), Range(1, 50000)]
        public int? Priority { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var now = await ElbFind.RuleAsync(elb, input.RuleArn, ct);
        var asking = ElbFind.LoadBalancerAsync(elb, LoadBalancerArn(now), ct);
        var listing = ElbFind.RulesAsync(elb, new() { ListenerArn = ListenerArn(now), Protocol = ProtocolEnum.HTTP }, ct);
        var route = input.NamesAction ? await input.BuildAsync(elb, ct) : null;
        var (lb, rules) = (await asking, await listing);
        var changes = Changes(input, now, route);
        if (changes.IsEmpty && input.Priority is null) throw ToolException.InvalidInput("Nothing to change.",
            "Give conditions, an action or priority.");

        var what = $"rule {now.Priority} of {lb.LoadBalancerName}";
        var plan = new PlanBuilder($"Change {what}.")
            .Touch(await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(now), .. (route?.TargetGroups ?? []).Select(ElbPlans.Of)], ct))
            .Add(changes.All);
        if (now.IsDefault is true) plan.Obstacle("It is the default rule of its listener; elb_modify_listener changes its action.");
        if (input.Priority is { } priority)
        {
            plan.Change(what, "priority", now.Priority, priority, "the lowest is tried first");
            if (rules.FirstOrDefault(r => r.Priority == Text(priority) && r.RuleArn != now.RuleArn) is { } taken)
                plan.Obstacle($"Priority {priority} is taken ({ElbText.Describe(taken)}); choose another priority, or move that rule "
                    + $"first.");
        }

        if (route is not null)
        {
            foreach (var obstacle in await ElbPlans.ObstaclesAsync(elb, lb, route, ct)) plan.Obstacle(obstacle);
            foreach (var warning in await ElbPlans.HealthAsync(elb, route, ct)) plan.Warn(warning);
        }

        return Back(plan, input, now).Build();
    }

    public static async Task<ListRules.Row> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context,
        CancellationToken ct)
    {
        var rule = await ElbFind.RuleAsync(elb, input.RuleArn, ct);
        var changes = Changes(input, rule, input.NamesAction ? await input.BuildAsync(elb, ct) : null);
        if (!changes.ChangesNothing)
        {
            rule = (await elb.ModifyRuleAsync(changes.ApplyTo(new() { RuleArn = rule.RuleArn }), ct)).Rules[0];
            context.Done($"changed the rule {rule.RuleArn}");
        }

        if (input.Priority is { } priority && rule.Priority != Text(priority))
        {
            await elb.SetRulePrioritiesAsync(new() { RulePriorities = [new() { RuleArn = rule.RuleArn, Priority = priority }] }, ct);
            context.Done($"moved the rule {rule.RuleArn} to priority {priority}");
            rule.Priority = Text(priority);
        }

        return ListRules.Row.Of(rule);
    }

    private static SettingChanges<ModifyRuleRequest> Changes(Input input, Rule now, Route? route)
    {
        var changes = new SettingChanges<ModifyRuleRequest>($"rule {now.Priority}");
        if (input.NamesConditions)
        {
            var conditions = input.Conditions(now.Conditions);
            changes.Add("conditions", ElbText.Conditions(now), ElbText.Conditions(new() { Conditions = conditions }), (r, _) =>
                r.Conditions = conditions);
        }

        if (route?.InPlaceOf(now.Actions) is { } actions)
            changes.Add("action", ElbText.Describe(now.Actions), ElbText.Describe(actions), (r, _) => r.Actions = actions);
        return changes;
    }

    private static PlanBuilder Back(PlanBuilder plan, Input input, Rule now)
    {
        var back = new Dictionary<string, object> { ["ruleArn"] = now.RuleArn };
        var (conditions, action) = (RuleInput.Arguments(now.Conditions ?? []), Routes.Arguments(now.Actions));
        if ((input.NamesConditions && conditions is null) || (input.NamesAction && action is null))
            return plan.NoUndo("elb_modify_rule has no arguments for the present conditions or action.");
        foreach (var (name, value) in (input.NamesConditions ? conditions! : [])
            .Concat(input.NamesAction ? action! : new Dictionary<string, object>())) back[name] = value;
        if (input.Priority is not null && int.TryParse(now.Priority, out var priority)) back["priority"] = priority;
        return plan.Undo("elb_modify_rule", back);
    }

    // AWS tells neither with the rule; its ARN does: listener-rule/app/web/<load balancer>/<listener>/<rule>.
    private static string ListenerArn(Rule rule) => Above(rule.RuleArn).Replace(":listener-rule/", ":listener/", StringComparison.Ordinal);

    private static string LoadBalancerArn(Rule rule) =>
        Above(Above(rule.RuleArn)).Replace(":listener-rule/", ":loadbalancer/", StringComparison.Ordinal);

    private static string Above(string arn) => arn[..arn.LastIndexOf('/')];

    private static string Text(int priority) => priority.ToString(CultureInfo.InvariantCulture);
}
