using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_create_rule (CreateRule).</summary>
public static class CreateRule
{
    public static readonly ElbTool Tool = ElbTool.Write<Input, Result>(
        "create_rule", "Adds a rule to a listener of an application load balancer. For the default action, use elb_create_listener.", PlanAsync, RunAsync,
        iam:
        [
            "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeRules", "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTags",
            "elasticloadbalancing:CreateRule", "elasticloadbalancing:AddTags",
        ],
        examples: ["Send /api/* to the target group api.", "Send a tenth of the requests to canary."]);

    public sealed record Input : RouteAction
    {
        [Description("Listener ARN.")]
        public required string ListenerArn { get; init; }

        [Description("Lowest is tried first."), Range(1, 50000)]
        public required int Priority { get; init; }

        [Description("With * and ?.")]
        public IReadOnlyList<string> Hosts { get; init; } = [];

        [Description("With * and ?.")]
        public IReadOnlyList<string> Paths { get; init; } = [];

        [Description("Methods.")]
        public IReadOnlyList<string> Methods { get; init; } = [];

        [Description("CIDR blocks.")]
        public IReadOnlyList<string> SourceIps { get; init; } = [];

        [Description("Value patterns.")]
        public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

        [Description("Value patterns.")]
        public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Arn, string Priority);

    public static async Task<ToolPlan> PlanAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var rule = new Rule { Priority = input.Priority.ToString(CultureInfo.InvariantCulture), Conditions = Conditions(input), Actions = [await input.BuildAsync(elb, ct)] };
        var listener = await ElbFind.ListenerAsync(elb, input.ListenerArn, ct);
        var rules = await ElbFind.RulesAsync(elb, listener, ct);
        if (rules.FirstOrDefault(r => r.Priority == rule.Priority) is { } taken)
            throw new ToolException(ToolErrorCode.Conflict, $"Priority {rule.Priority} is taken: {ElbText.Describe(taken)}.", "Choose another priority.");
        return new($"Add a rule to {ElbText.Port(listener)} of {ElbText.Name(listener.LoadBalancerArn)}.",
        [
            $"new {ElbText.Describe(rule)}",
            .. rules.TakeWhile(r => int.TryParse(r.Priority, out var p) && p < input.Priority).Select(r => $"tried before it: {ElbText.Describe(r)}"),
        ])
        {
            Resources = await ElbPlans.ResourcesAsync(elb, [ElbPlans.Of(listener)], ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        var rule = (await elb.CreateRuleAsync(new()
        {
            ListenerArn = input.ListenerArn,
            Priority = input.Priority,
            Conditions = Conditions(input),
            Actions = [await input.BuildAsync(elb, ct)],
            Tags = input.Tags.ToTags(),
        }, ct)).Rules[0];
        return new(rule.RuleArn, rule.Priority);
    }

    private static List<RuleCondition> Conditions(Input input)
    {
        List<RuleCondition> all = [];
        if (input.Hosts.Count > 0) all.Add(new() { Field = "host-header", HostHeaderConfig = new() { Values = [.. input.Hosts] } });
        if (input.Paths.Count > 0) all.Add(new() { Field = "path-pattern", PathPatternConfig = new() { Values = [.. input.Paths] } });
        if (input.Methods.Count > 0) all.Add(new() { Field = "http-request-method", HttpRequestMethodConfig = new() { Values = [.. input.Methods.Select(m => m.ToUpperInvariant())] } });
        if (input.SourceIps.Count > 0) all.Add(new() { Field = "source-ip", SourceIpConfig = new() { Values = [.. input.SourceIps] } });
        all.AddRange(input.Headers.Select(h => new RuleCondition { Field = "http-header", HttpHeaderConfig = new() { HttpHeaderName = h.Key, Values = [h.Value] } }));
        if (input.Query.Count > 0) all.Add(new() { Field = "query-string", QueryStringConfig = new() { Values = [.. input.Query.Select(q => new QueryStringKeyValuePair { Key = q.Key, Value = q.Value })] } });
        return all.Count > 0 ? all : throw new ToolException(ToolErrorCode.InvalidInput, "A rule needs a condition.", "Give at least one of hosts, paths, methods, sourceIps, headers and query.");
    }
}
