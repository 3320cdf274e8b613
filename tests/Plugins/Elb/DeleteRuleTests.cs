using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class DeleteRuleTests : ElbTest
{
    [Fact]
    public async Task A_default_rule_is_an_obstacle()
    {
        Client.DescribeRulesAsync(default!, default).ReturnsForAnyArgs(new DescribeRulesResponse { Rules = [Default] });

        Assert.Contains("elb_delete_listener", Assert.Single((await PlanAsync(DeleteRule.Tool, new { ruleArn = RuleArn })).Obstacles),
            StringComparison.Ordinal);
    }
}
