using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class GetSecurityGroupTests : NetworkTest
{
    [Fact]
    public async Task It_tells_rules_both_ways_and_who_uses_the_group()
    {
        var group = await RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Equal("""[{"id":"sgr-1","ports":"tcp 22","peer":"0.0.0.0/0","description":"for now"}]""",
            group.GetProperty("inbound").ToString());
        Assert.Equal("""[{"id":"sgr-2","ports":"all","peer":"0.0.0.0/0"}]""", group.GetProperty("outbound").ToString());
        Assert.Equal(
            """[{"interfaceId":"eni-1","ownerType":"instance","owner":"i-1","ownerName":"web","""
                + "\"privateIp\":\"10.0.1.5\",\"publicIp\":\"203.0.113.7\"}]",
            group.GetProperty("usedBy").ToString());
        Assert.Equal("""[{"id":"sg-2","name":"db","rules":["inbound tcp 5432"]}]""", group.GetProperty("referredToBy").ToString());
    }

    [Fact]
    public async Task A_large_group_is_answered_within_5000_tokens_and_says_how_to_see_the_rest() // ANS-R3
    {
        InterfaceList.Clear();
        InterfaceList.AddRange(Enumerable.Range(0, 100).Select(i => new NetworkInterface
        {
            NetworkInterfaceId = $"eni-0123456789abcd{i:000}",
            PrivateIpAddress = $"10.0.1.{i}",
            Association = new() { PublicIp = $"203.0.113.{i}" },
            Attachment = new() { InstanceId = $"i-0123456789abcd{i:000}" },
            Groups = [new() { GroupId = "sg-1" }],
        }));
        RuleList.Clear();
        RuleList.AddRange(Enumerable.Range(0, 200).Select(i => new SecurityGroupRule
        {
            SecurityGroupRuleId = $"sgr-0123456789abcd{i:000}",
            GroupId = "sg-1",
            IsEgress = i % 2 == 0,
            IpProtocol = "tcp",
            FromPort = 8000 + i,
            ToPort = 8000 + i,
            CidrIpv4 = $"198.51.100.{i}/32",
            Description = "an office of ours",
        }));

        var first = await RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-1" });
        var last = await RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-1", ruleOffset = 80 });

        // o200k takes about 2.6 characters of ids and addresses for a token.
        Assert.InRange(first.ToString().Length, 1, 13_000);
        Assert.Contains("60 more inbound rules: call again with ruleOffset 40", first.GetProperty("note").GetString());
        Assert.Contains("of 100 interfaces", first.GetProperty("note").GetString());
        Assert.Equal((20, 20), (last.GetProperty("inbound").GetArrayLength(), last.GetProperty("outbound").GetArrayLength()));
        Assert.DoesNotContain("more inbound rules", last.GetProperty("note").GetString());
    }

    [Fact]
    public async Task Interfaces_of_terminated_instances_do_not_count() // ANS-R21
    {
        InstanceState = "terminated";

        var group = await RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Equal(0, group.GetProperty("usedBy").GetArrayLength());
        Assert.Contains("known from network interfaces", group.GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_part_that_cannot_be_read_is_told_and_the_rest_is_answered() // ANS-R14
    {
        Client.DescribeNetworkInterfacesAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeNetworkInterfacesResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var group = await RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Equal("What uses the group: not known (UnauthorizedOperation).", group.GetProperty("note").GetString());
        Assert.Equal(1, group.GetProperty("inbound").GetArrayLength());
    }

    [Fact]
    public async Task A_group_that_does_not_exist_is_not_found()
    {
        Client.DescribeSecurityGroupsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeSecurityGroupsResponse>(
            new AmazonEC2Exception("The security group 'sg-9' does not exist")
            {
                ErrorCode = "InvalidGroup.NotFound",
                StatusCode = System.Net.HttpStatusCode.BadRequest
            }));

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-9" }))).Code);
    }
}
