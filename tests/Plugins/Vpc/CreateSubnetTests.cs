using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateSubnetTests : NetworkTest
{
    [Fact]
    public async Task The_plan_foresees_a_block_that_AWS_will_refuse()
    {
        var overlap = await PlanAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.1.128/25" });
        var outside = await PlanAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.1.0.0/24" });
        var fits = await PlanAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.3.0/24" });

        Assert.Equal(["10.0.1.128/25 overlaps subnet-1 (public) 10.0.1.0/24."], overlap.Obstacles);
        Assert.Equal(["10.1.0.0/24 is not within 10.0.0.0/16."], outside.Obstacles);
        Assert.Empty(fits.Obstacles);
        Assert.StartsWith("251 free addresses, as AWS keeps 5", fits.Changes[0].Note);
        Assert.Equal("vpc-1", Assert.Single(fits.Resources).Id); // SAF-M3
    }

    [Fact]
    public async Task An_IPv6_block_must_be_one_and_lie_within_those_of_the_VPC()
    {
        Vpc.Ipv6CidrBlockAssociationSet = [new() { Ipv6CidrBlock = "2001:db8:1::/56",
            Ipv6CidrBlockState = new() { State = "associated" } }];

        var outside = await PlanAsync(
            CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.3.0/24", ipv6CidrBlock = "2001:DB8:2::/64" });
        var fits = await PlanAsync(
            CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.3.0/24", ipv6CidrBlock = "2001:db8:1:1::/64" });

        Assert.Equal(["2001:db8:2::/64 is not within 2001:db8:1::/56."], outside.Obstacles);
        Assert.Empty(fits.Obstacles);
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.3.0/24", ipv6CidrBlock = "10.0.0.0/24" }));
    }

    [Fact]
    public async Task A_block_is_sent_in_its_canonical_form() // EC2-L1
    {
        Client.CreateSubnetAsync(default!, default).ReturnsForAnyArgs(new CreateSubnetResponse { Subnet = Subnets[1] });

        await RunAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.3.77/24" });

        await Client.Received()
            .CreateSubnetAsync(Arg.Is<CreateSubnetRequest>(r => r.CidrBlock == "10.0.3.0/24"), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Instances_get_public_addresses_only_when_asked_for(bool publicIpOnLaunch, int calls)
    {
        Client.CreateSubnetAsync(default!, default).ReturnsForAnyArgs(new CreateSubnetResponse { Subnet = Subnets[1] });

        await RunAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.2.0/24", publicIpOnLaunch });

        await Client.Received(calls).ModifySubnetAttributeAsync(Arg.Is<ModifySubnetAttributeRequest>(r =>
            r.SubnetId == "subnet-2" && r.MapPublicIpOnLaunch == true), Arg.Any<CancellationToken>());
    }
}
