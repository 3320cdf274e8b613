using Amazon.EC2;
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
            "sgr-1 of sg-1 (web): inbound tcp 22 from 0.0.0.0/0 (\"for now\"): deleted; "
                + "the group guards eni-1 (instance i-1, 10.0.1.5, 203.0.113.7)",
            """To take it back: vpc_authorize_rule {"groupId":"sg-1","direction":"inbound","protocol":"tcp","""
                + "\"peer\":\"0.0.0.0/0\",\"description\":\"for now\",\"ports\":\"22\"}",
        ], Lines(plan));
        var resource = Assert.Single(plan.Resources);
        Assert.Equal(("sg-1", "web", "a"), (resource.Id, resource.Name, resource.Tags!["team"]));
        Assert.Contains("inbound tcp 22 from 0.0.0.0/0", resource.State);
    }

    [Fact]
    public async Task Interfaces_of_terminated_instances_do_not_count() // ANS-R21
    {
        InstanceState = "terminated";

        Assert.Equal("no network interface has the group",
            Assert.Single((await PlanAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-1" } })).Changes).Note);
    }

    [Fact]
    public async Task When_a_later_group_fails_the_steps_tell_what_was_revoked() // EC2-M1
    {
        Client.RevokeSecurityGroupEgressAsync(default!, default).ReturnsForAnyArgs(Task.FromException<RevokeSecurityGroupEgressResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-1", "sgr-2" } }, context));

        Assert.Equal("revoked sgr-1 of sg-1", Assert.Single(context.Steps).What);
    }

    [Fact]
    public async Task A_rule_that_vpc_authorize_rule_cannot_make_has_no_way_back()
    {
        (RuleList[0].IpProtocol, RuleList[0].FromPort, RuleList[0].ToPort) = ("icmp", 3, 4);

        var plan = await PlanAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-1" } });

        Assert.Null(plan.Undo);
        Assert.NotNull(plan.NoUndo);
    }

    [Fact]
    public async Task Each_rule_is_revoked_in_its_own_direction()
    {
        await RunAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-2", "sgr-1" } });

        await Client.Received().RevokeSecurityGroupIngressAsync(
            Arg.Is<RevokeSecurityGroupIngressRequest>(r => r.GroupId == "sg-1" && r.SecurityGroupRuleIds.Single() == "sgr-1"), default);
        await Client.Received().RevokeSecurityGroupEgressAsync(
            Arg.Is<RevokeSecurityGroupEgressRequest>(r => r.GroupId == "sg-1" && r.SecurityGroupRuleIds.Single() == "sgr-2"), default);
    }

    [Fact]
    public async Task Nothing_is_revoked_when_one_rule_is_missing()
    {
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(RevokeRule.Tool, new { ruleIds = new[] { "sgr-1", "sgr-9" } }))).Code);
        await Client.DidNotReceiveWithAnyArgs().RevokeSecurityGroupIngressAsync(default!, default);
    }
}
