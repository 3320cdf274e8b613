using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class PutAclRuleTests : AclTest
{
    [Fact]
    public async Task A_new_rule_is_created_with_the_number_of_its_protocol()
    {
        var input = new { aclId = "acl-1", ruleNumber = 95, action = "allow", ports = "443", cidrBlock = "203.0.113.0/24" };

        var plan = await PlanAsync(PutAclRule.Tool, input);
        await RunAsync(PutAclRule.Tool, input);

        Assert.Equal("rule 95: allow tcp 443 from 203.0.113.0/24 of acl-1: created; it holds at once for subnet-1", Lines(plan)[0]);
        Assert.Equal("rule 90: deny tcp 22 from 198.51.100.0/24: stays; it is tried before", Lines(plan)[1]);
        Assert.Equal("vpc_delete_acl_rule", plan.Undo!.Tool);
        await Client.Received().CreateNetworkAclEntryAsync(Arg.Is<CreateNetworkAclEntryRequest>(r =>
            r.Protocol == "6" && r.PortRange.From == 443 && r.Egress == false && r.CidrBlock == "203.0.113.0/24"), default);
    }

    [Fact]
    public async Task A_number_that_is_taken_is_replaced_and_can_be_put_back()
    {
        var input = new { aclId = "acl-1", ruleNumber = 90, action = "deny", protocol = "all", cidrBlock = "0.0.0.0/0" };

        var plan = await PlanAsync(PutAclRule.Tool, input);
        await RunAsync(PutAclRule.Tool, input);

        Assert.Equal(
            """{"aclId":"acl-1","ruleNumber":90,"direction":"inbound","action":"deny","protocol":"tcp","cidrBlock":"198.51.100.0/24","ports":"22-22"}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.StartsWith("Nothing behind rule 90 is looked at any more", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        await Client.Received()
            .ReplaceNetworkAclEntryAsync(Arg.Is<ReplaceNetworkAclEntryRequest>(r => r.Protocol == "-1" && r.PortRange == null), default);
    }

    [Theory]
    [InlineData("icmp", "0.0.0.0/0", "1", null, -1)]
    [InlineData("icmp", "0.0.0.0/0", "1", "8", 8)]
    [InlineData("icmpv6", "::/0", "58", "128", 128)]
    public async Task Ping_has_a_type_and_no_ports(string protocol, string cidrBlock, string number, string? ports, int type)
    {
        var input = new Dictionary<string, object>
        { ["aclId"] = "acl-1", ["ruleNumber"] = 95, ["action"] = "allow", ["protocol"] = protocol, ["cidrBlock"] = cidrBlock };
        if (ports is not null) input["ports"] = ports;

        await RunAsync(PutAclRule.Tool, input);

        await Client.Received().CreateNetworkAclEntryAsync(Arg.Is<CreateNetworkAclEntryRequest>(r => r.Protocol == number
            && r.PortRange == null && r.IcmpTypeCode.Type == type && r.IcmpTypeCode.Code == -1), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Ping_of_the_other_family_is_refused_and_a_replaced_one_can_be_put_back()
    {
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutAclRule.Tool,
            new { aclId = "acl-1", ruleNumber = 95, action = "allow", protocol = "icmp", cidrBlock = "::/0" }))).Code);
        (Acl.Entries[3].Protocol, Acl.Entries[3].PortRange, Acl.Entries[3].IcmpTypeCode) = ("1", null, new() { Type = 8, Code = -1 });

        Assert.Equal(
            """{"aclId":"acl-1","ruleNumber":90,"direction":"inbound","action":"deny","protocol":"icmp","cidrBlock":"198.51.100.0/24","ports":"8"}""",
            (await PlanAsync(PutAclRule.Tool, new
            {
                aclId = "acl-1",
                ruleNumber = 90,
                action = "deny",
                cidrBlock = "198.51.100.0/24",
                ports = "22"
            })).Undo!.Arguments.GetRawText());
    }
}
