using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListRulesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Each_rule_is_a_row_and_what_is_for_all_ports_has_none()
    {
        Client.DescribeSecurityGroupRulesAsync(Arg.Is<DescribeSecurityGroupRulesRequest>(r => r.MaxResults == 5 && r.NextToken == "here"),
            default).ReturnsForAnyArgs(new DescribeSecurityGroupRulesResponse
            {
                NextToken = "more",
                SecurityGroupRules =
                [
                    new()
                    {
                        SecurityGroupRuleId = "sgr-1", GroupId = "sg-1", IsEgress = false, IpProtocol = "tcp", FromPort = 5432,
                        ToPort = 5432, CidrIpv4 = "0.0.0.0/0", Description = "database",
                    },
                    new()
                    {
                        SecurityGroupRuleId = "sgr-2", GroupId = "sg-1", IsEgress = true, IpProtocol = "-1", FromPort = -1, ToPort = -1,
                        CidrIpv6 = "::/0",
                    },
                    new()
                    {
                        SecurityGroupRuleId = "sgr-3", GroupId = "sg-2", IpProtocol = "icmp", FromPort = 8, ToPort = -1,
                        ReferencedGroupInfo = new() { GroupId = "sg-1" },
                    },
                    new()
                    {
                        SecurityGroupRuleId = "sgr-4", GroupId = "sg-2", IpProtocol = "udp", FromPort = 0, ToPort = 65535,
                        PrefixListId = "pl-1",
                    },
                ],
            });

        var page = await RunAsync(ListRules.Tool, new { limit = 2, cursor = "here" });

        Assert.Equal(
        [
            """{"id":"sgr-1","groupId":"sg-1","direction":"inbound","protocol":"tcp","fromPort":5432,"toPort":5432,"cidr":"0.0.0.0/0","description":"database"}""",
            """{"id":"sgr-2","groupId":"sg-1","direction":"outbound","protocol":"all","cidr":"::/0"}""",
            """{"id":"sgr-3","groupId":"sg-2","direction":"inbound","protocol":"icmp","peerGroupId":"sg-1"}""",
            """{"id":"sgr-4","groupId":"sg-2","direction":"inbound","protocol":"udp","fromPort":0,"toPort":65535,"prefixListId":"pl-1"}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task Nothing_is_an_empty_page()
    {
        Client.DescribeSecurityGroupRulesAsync(null, default).ReturnsForAnyArgs(new DescribeSecurityGroupRulesResponse());
        Assert.Equal("""{"items":[],"complete":true}""", (await RunAsync(ListRules.Tool, new { })).GetRawText());
    }
}
