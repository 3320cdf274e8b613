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

    public sealed record Input : RouteAction
    {
        [Description("Listener ARN.")]
        public required string ListenerArn { get; init; }

        [Description("Place among the rules; the lowest is tried first."), Range(1, 50000)]
        public required int Priority { get; init; }

        [Description("Any; * and ? are wildcards.")]
        public IReadOnlyList<string> Hosts { get; init; } = [];

        [Description("Any; * and ? are wildcards.")]
        public IReadOnlyList<string> Paths { get; init; } = [];

        [Description("HTTP methods, one of which must match.")]
        public IReadOnlyList<string> Methods { get; init; } = [];

        [Description("CIDR blocks of clients.")]
        public IReadOnlyList<string> SourceIps { get; init; } = [];

        [Description("Header names with value patterns.")]
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

        [Description("Parameter names with value patterns.")]
        public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string Priority);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var conditions = Conditions(input);
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
        foreach (var obstacle in ElbPlans.Obstacles(lb, route)) plan.Obstacle(obstacle);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, ToolContext context, CancellationToken ct)
    {
        var rule = (await elb.CreateRuleAsync(new()
        {
            ListenerArn = input.ListenerArn,
            Priority = input.Priority,
            Conditions = Conditions(input),
            Actions = [(await input.BuildAsync(elb, ct)).Action],
            Tags = input.Tags.ToTags(),
        }, ct)).Rules[0];
        context.Done($"created the rule {rule.RuleArn}", created: rule.RuleArn);
        return new(rule.RuleArn, rule.Priority);
    }

    // The values of one condition are alternatives, and all conditions must hold. So each header and each query parameter is one of its
    // own.
    private static List<RuleCondition> Conditions(Input input)
    {
        List<RuleCondition> all = [];
        if (input.Hosts.Count > 0) all.Add(new() { Field = "host-header", HostHeaderConfig = new() { Values = [.. input.Hosts] } });
        if (input.Paths.Count > 0) all.Add(new() { Field = "path-pattern", PathPatternConfig = new() { Values = [.. input.Paths] } });
        if (input.Methods.Count > 0)
            all.Add(new()
            {
                Field = "http-request-method",
                HttpRequestMethodConfig =
                new() { Values = [.. input.Methods.Select(m => m.ToUpperInvariant())] }
            });
        if (input.SourceIps.Count > 0) all.Add(new() { Field = "source-ip", SourceIpConfig = new() { Values = [.. input.SourceIps] } });
        all.AddRange(input.Headers.Select(h => new RuleCondition
        {
            Field = "http-header",
            HttpHeaderConfig = new() { HttpHeaderName = h.Key, Values = [h.Value] },
        }));
        all.AddRange(input.Query.Select(q => new RuleCondition
        {
            Field = "query-string",
            QueryStringConfig = new() { Values = [new() { Key = q.Key, Value = q.Value }] },
        }));
        return all.Count > 0 ? all : throw ToolException.InvalidInput(
            "A rule needs a condition.", "Give at least one of hosts, paths, methods, sourceIps, headers and query.");
    }
}
