using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class RevokeRuleTests : NetworkTest
{
    [Fact]
    public async Task The_plan_keeps_what_is_needed_to_put_the_rule_back()
    {
        var plan = await PlanAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-1" } });

        Assert.Equal(
        [
            "sgr-1 of sg-1 (web): inbound tcp 22 from 0.0.0.0/0 (\"for now\") -> removed", "sg-1 guards eni-1 (instance i-1, 10.0.1.5, 203.0.113.7).",
        ], plan.Effects);
        var resource = Assert.Single(plan.Resources);
        Assert.Equal(("sg-1", "web: inbound tcp 22 from 0.0.0.0/0 (\"for now\")", "a"), (resource.Id, resource.State, resource.Tags!["team"]));
    }

    [Fact]
    public async Task Each_rule_is_revoked_in_its_own_direction()
    {
        await RunAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-2", "sgr-1" } });

        await Client.Received().RevokeSecurityGroupIngressAsync(Arg.Is<RevokeSecurityGroupIngressRequest>(r => r.GroupId == "sg-1" && r.SecurityGroupRuleIds.Single() == "sgr-1"), default);
        await Client.Received().RevokeSecurityGroupEgressAsync(Arg.Is<RevokeSecurityGroupEgressRequest>(r => r.GroupId == "sg-1" && r.SecurityGroupRuleIds.Single() == "sgr-2"), default);
    }

    [Fact]
    public async Task Nothing_is_revoked_when_one_rule_is_missing()
    {
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-1", "sgr-9" } }))).Code);
        await Client.DidNotReceiveWithAnyArgs().RevokeSecurityGroupIngressAsync(default!, default);
    }
}
