using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class GetSecurityGroupTests : NetworkTest
{
    [Fact]
    public async Task It_tells_rules_both_ways_and_who_uses_the_group()
    {
        var group = await RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-1" });

        Assert.Equal("""[{"id":"sgr-1","ports":"tcp 22","peer":"0.0.0.0/0","description":"for now"}]""", group.GetProperty("inbound").ToString());
        Assert.Equal("""[{"id":"sgr-2","ports":"all","peer":"0.0.0.0/0"}]""", group.GetProperty("outbound").ToString());
        Assert.Equal("""[{"interfaceId":"eni-1","ownerType":"instance","owner":"i-1","ownerName":"web","privateIp":"10.0.1.5","publicIp":"203.0.113.7"}]""", group.GetProperty("usedBy").ToString());
        Assert.Equal("""[{"id":"sg-2","name":"db","rules":["inbound tcp 5432"]}]""", group.GetProperty("referredToBy").ToString());
    }

    [Fact]
    public async Task A_group_that_does_not_exist_is_not_found()
    {
        Client.DescribeSecurityGroupsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeSecurityGroupsResponse>(
            new AmazonEC2Exception("The security group 'sg-9' does not exist") { ErrorCode = "InvalidGroup.NotFound", StatusCode = System.Net.HttpStatusCode.BadRequest }));

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetSecurityGroup.Tool, new { groupId = "sg-9" }))).Code);
    }
}
