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

        Assert.Contains("AWS will refuse: it overlaps subnet-1 (public) 10.0.1.0/24.", overlap.Effects);
        Assert.Contains("AWS will refuse: 10.1.0.0/24 is not within 10.0.0.0/16.", outside.Effects);
        Assert.DoesNotContain(fits.Effects, e => e.Contains("refuse", StringComparison.Ordinal));
        Assert.Contains("It has 251 free addresses; AWS keeps 5.", fits.Effects);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Instances_get_public_addresses_only_when_asked_for(bool publicIpOnLaunch, int calls)
    {
        Client.CreateSubnetAsync(default!, default).ReturnsForAnyArgs(new CreateSubnetResponse { Subnet = Subnets[1] });

        await RunAsync(CreateSubnet.Tool, new { vpcId = "vpc-1", cidrBlock = "10.0.2.0/24", publicIpOnLaunch });

        await Client.Received(calls).ModifySubnetAttributeAsync(Arg.Is<ModifySubnetAttributeRequest>(r => r.SubnetId == "subnet-2" && r.MapPublicIpOnLaunch == true), default);
    }
}
