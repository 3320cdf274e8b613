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
}
