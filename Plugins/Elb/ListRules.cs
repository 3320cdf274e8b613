using System.ComponentModel;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

/// <summary>elb_list_rules (DescribeRules).</summary>
public static class ListRules
{
    public static readonly ElbTool Tool = ElbTool.Read<Input, Page<Row>>(
        "list_rules", "Lists the rules of a listener as they are tried. For a whole load balancer, use elb_get_load_balancer.", RunAsync,
        iam: ["elasticloadbalancing:DescribeRules"],
        examples: ["Which rule of this listener handles /api?"]);

    public sealed record Input : PageInput
    {
        [Description("Listener ARN.")]
        public required string ListenerArn { get; init; }
    }

    public sealed record Row(string? Arn, string Priority, IReadOnlyList<string> Conditions, IReadOnlyList<string> Transforms,
        string Action)
    {
        internal static Row Of(Rule r) =>
            new(r.RuleArn, r.Priority, [.. ElbText.Conditions(r)], [.. ElbText.Transforms(r)], ElbText.Describe(r.Actions));
    }

    public static async Task<Page<Row>> RunAsync(IAmazonElasticLoadBalancingV2 elb, Input input, CancellationToken ct)
    {
        // All of them first: AWS does not say that its pages are in the order of the priorities, and a listener has 100 rules at most by
        // default.
        var rules = await ElbFind.RulesAsync(elb, new Listener { ListenerArn = input.ListenerArn, Protocol = ProtocolEnum.HTTP }, ct);
        return new([.. rules.Select(Row.Of)]);
    }
}
