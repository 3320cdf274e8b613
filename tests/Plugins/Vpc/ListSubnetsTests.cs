using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListSubnetsTests : NetworkTest
{
    [Fact]
    public async Task Filters_are_applied_by_EC2()
    {
        var page = await RunAsync(ListSubnets.Tool, new { vpcId = "vpc-1", availabilityZone = "eu-west-1a", tags = new { team = "" } });

        Assert.Equal(250, page.GetProperty("items")[0].GetProperty("freeIps").GetInt32());
        await Client.Received().DescribeSubnetsAsync(Arg.Is<DescribeSubnetsRequest>(r => r.Filters.Select(f => f.Name)
            .SequenceEqual(new[] { "vpc-id", "availability-zone", "tag-key" })), default);
    }
}
