using Amazon.EC2;
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
            .Select(s => (s.GetProperty("id").GetString()!, s.GetProperty("public").GetBoolean(), s.GetProperty("routeTableId")
            .GetString()!)));
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

        Assert.Equal(20, map.GetProperty("securityGroups").GetArrayLength());
        Assert.Equal("sg-1", map.GetProperty("securityGroups")[0].GetProperty("id").GetString());
        Assert.Equal("Shown are the first 20 of 63 security groups (all: vpc_list_security_groups).", map.GetProperty("note").GetString());

        // A picture has room for all.
        map = await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" }, new ToolContext { IsDrawn = true });
        Assert.Equal(63, map.GetProperty("securityGroups").GetArrayLength());
        Assert.False(map.TryGetProperty("note", out _));
    }

    [Fact]
    public async Task All_pages_are_read()
    {
        Client.DescribeSubnetsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeSubnetsResponse { Subnets = [Subnets[0]], NextToken = "more" },
                new DescribeSubnetsResponse { Subnets = [Subnets[1]] });

        Assert.Equal(2, (await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" })).GetProperty("subnets").GetArrayLength());
    }

    [Fact]
    public async Task The_two_halves_of_the_internet_are_the_internet() // EC2-M7
    {
        PrefixLists["pl-all"] = ["0.0.0.0/0"];
        Groups[0].IpPermissions = [new() { IpProtocol = "tcp", FromPort = 22, ToPort = 22, PrefixListIds = [new() { Id = "pl-all" }] }];

        var groups = (await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" })).GetProperty("securityGroups").EnumerateArray();

        var group = groups.Single(g => g.GetProperty("id").GetString() == "sg-0");
        Assert.Equal("""["tcp 22 (IPv4)"]""", group.GetProperty("openToWorld").ToString());
    }

    // EC2-L17: a participant of a shared VPC sees neither the tables of its owner nor the settings of the VPC.
    [Fact]
    public async Task In_a_shared_VPC_it_is_not_said_that_a_subnet_is_private()
    {
        Tables.Clear();
        Client.DescribeVpcAttributeAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DescribeVpcAttributeResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var map = await RunAsync(GetVpc.Tool, new { vpcId = "vpc-1" });

        Assert.False(map.GetProperty("subnets")[0].TryGetProperty("public", out _));
        Assert.False(map.TryGetProperty("dnsHostnames", out _));
        Assert.Contains("DNS host names: not known", map.GetProperty("note").GetString());
    }
}
