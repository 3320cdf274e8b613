using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class GetVpcTests : NetworkTest
{
    [Fact]
    public async Task The_map_tells_which_subnets_are_public_and_leaves_out_what_is_gone()
    {
        Nat.State = "deleted";

        var map = await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" });

        Assert.Equal([("subnet-1", true, "rtb-2"), ("subnet-2", false, "rtb-1")], map.GetProperty("subnets").EnumerateArray()
            .Select(s => (s.GetProperty("id").GetString()!, s.GetProperty("public").GetBoolean(), s.GetProperty("routeTableId").GetString()!)));
        Assert.Equal(["igw-1"], map.GetProperty("gateways").EnumerateArray().Select(g => g.GetProperty("id").GetString()));
        Assert.Equal(["vpc-2"], map.GetProperty("peerings").EnumerateArray().Select(p => p.GetProperty("peerVpcId").GetString()));
        Assert.True(map.GetProperty("dnsHostnames").GetBoolean());
        Assert.False(map.TryGetProperty("note", out _));
    }

    [Fact]
    public async Task A_map_that_shows_only_a_part_says_so()
    {
        Groups.AddRange(Enumerable.Range(100, 60).Select(i => new SecurityGroup { GroupId = $"sg-{i}", GroupName = "g", VpcId = "vpc-1" }));

        var map = await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" });

        Assert.Equal(50, map.GetProperty("securityGroups").GetArrayLength());
        Assert.Contains("63 security groups", map.GetProperty("note").GetString());
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        Client.DescribeSubnetsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeSubnetsResponse { Subnets = [Subnets[0]], NextToken = "more" }, new DescribeSubnetsResponse { Subnets = [Subnets[1]] });

        Assert.Equal(2, (await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" })).GetProperty("subnets").GetArrayLength());
    }
}
