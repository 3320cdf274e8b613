using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListSubnetGroupsTests : RdsToolTest
{
    [Fact]
    public async Task Zones_are_told_once()
    {
        Client.DescribeDBSubnetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBSubnetGroupsResponse
        {
            DBSubnetGroups =
            [
                new()
                {
                    DBSubnetGroupName = "data", VpcId = "vpc-1",
                    Subnets = [Subnet("subnet-1", "eu-west-1b"), Subnet("subnet-2", "eu-west-1a"), Subnet("subnet-3", "eu-west-1a")],
                },
            ],
        });

        var row = (await RunAsync(ListSubnetGroups.Tool, new { })).GetProperty("items")[0];

        Assert.Equal(["eu-west-1a", "eu-west-1b"], row.GetProperty("zones").EnumerateArray().Select(z => z.GetString()!));
        Assert.Equal(3, row.GetProperty("subnetIds").GetArrayLength());
    }

    [Theory]
    [InlineData("DATA", true)]
    [InlineData("d*", true)]
    [InlineData("x*", false)]
    [InlineData("missing", false)]
    public async Task A_name_is_whole_or_has_wildcards(string name, bool found)
    {
        Client.DescribeDBSubnetGroupsAsync(default!, default)
            .ReturnsForAnyArgs(call => call.Arg<DescribeDBSubnetGroupsRequest>().DBSubnetGroupName == "missing"
            ? throw new DBSubnetGroupNotFoundException("no such group")
            : new DescribeDBSubnetGroupsResponse { DBSubnetGroups = [new() { DBSubnetGroupName = "data", VpcId = "vpc-1" }] });

        var page = await RunAsync(ListSubnetGroups.Tool, new { name });

        Assert.Equal(found ? 1 : 0, page.GetProperty("items").GetArrayLength());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    private static Subnet Subnet(string id, string zone) => new() { SubnetIdentifier = id, SubnetAvailabilityZone = new() { Name = zone } };
}
