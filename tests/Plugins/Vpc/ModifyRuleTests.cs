using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ModifyRuleTests : NetworkTest
{
    [Fact]
    public async Task A_rule_keeps_its_id_and_all_that_is_not_named()
    {
        var input = new { ruleId = "sgr-1", peer = "198.51.100.7/24" };

        var plan = await PlanAsync(ModifyRule.Tool, input);
        await RunAsync(ModifyRule.Tool, input);

        Assert.StartsWith("sgr-1: rule: inbound tcp 22 from 0.0.0.0/0 (\"for now\") -> inbound tcp 22 from 198.51.100.0/24 (\"for now\"); "
            + "takes effect at once for eni-1", Lines(plan)[0], StringComparison.Ordinal);
        Assert.Equal("""{"ruleId":"sgr-1","peer":"0.0.0.0/0"}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received().ModifySecurityGroupRulesAsync(Arg.Is<ModifySecurityGroupRulesRequest>(r => r.GroupId == "sg-1"
            && r.SecurityGroupRules[0].SecurityGroupRule.CidrIpv4 == "198.51.100.0/24"
            && r.SecurityGroupRules[0].SecurityGroupRule.FromPort == 22
            && r.SecurityGroupRules[0].SecurityGroupRule.Description == "for now"), default);
    }

    [Fact]
    public async Task Opening_to_the_world_is_warned_of_and_another_kind_of_peer_is_refused()
    {
        RuleList[0].CidrIpv4 = "198.51.100.0/24";

        var plan = await PlanAsync(ModifyRule.Tool, new { ruleId = "sgr-1", peer = "0.0.0.0/0" });

        Assert.StartsWith("This opens tcp 22 to THE WHOLE INTERNET (tcp 22 (IPv4)).", plan.Warnings[0], StringComparison.Ordinal);
        Assert.StartsWith("This exposes SSH (22)", plan.Warnings[1], StringComparison.Ordinal);
        foreach (var peer in new[] { "sg-2", "pl-1", "2001:db8::/64" })
            Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
                PlanAsync(ModifyRule.Tool, new { ruleId = "sgr-1", peer }))).Code);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyRule.Tool, new { ruleId = "sgr-1" }));
    }

    [Theory]
    [InlineData("pl-all", true)]
    [InlineData("pl-half", true)] // Together with the other rule.
    [InlineData("pl-office", false)]
    public async Task A_prefix_list_may_hold_the_world(string peer, bool opens)
    {
        (PrefixLists["pl-all"], PrefixLists["pl-half"], PrefixLists["pl-office"]) = (["0.0.0.0/0"], ["128.0.0.0/1"], ["198.51.100.0/24"]);
        (RuleList[0].CidrIpv4, RuleList[0].PrefixListId) = (null, "pl-now");
        RuleList.Add(new()
        {
            SecurityGroupRuleId = "sgr-3",
            GroupId = "sg-1",
            IsEgress = false,
            IpProtocol = "tcp",
            FromPort = 22,
            ToPort = 22,
            CidrIpv4 = "0.0.0.0/1"
        });

        var warnings = (await PlanAsync(ModifyRule.Tool, new { ruleId = "sgr-1", peer })).Warnings;

        Assert.Equal(opens, warnings.Any(w => w.Contains("THE WHOLE INTERNET", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Fewer_ports_and_another_description_open_nothing()
    {
        RuleList[0].ToPort = 25;

        Assert.Empty((await PlanAsync(ModifyRule.Tool, new { ruleId = "sgr-1", ports = "22" })).Warnings);
        Assert.Empty((await PlanAsync(ModifyRule.Tool, new { ruleId = "sgr-1", description = "for ever" })).Warnings);
    }
}
