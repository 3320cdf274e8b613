using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ModifySubnetTests : NetworkTest
{
    [Fact]
    public async Task Each_setting_is_a_request_and_IPv6_needs_a_block()
    {
        var input = new { subnetId = "subnet-1", publicIpOnLaunch = true, ipv6OnCreation = true };

        var plan = await PlanAsync(ModifySubnet.Tool, input);
        await RunAsync(ModifySubnet.Tool, input);

        Assert.Equal("subnet-1 (public) has no IPv6 block.", Assert.Single(plan.Obstacles));
        Assert.Equal("""{"subnetId":"subnet-1","publicIpOnLaunch":false,"ipv6OnCreation":false}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received(1).ModifySubnetAttributeAsync(
            Arg.Is<ModifySubnetAttributeRequest>(r => r.MapPublicIpOnLaunch == true && r.AssignIpv6AddressOnCreation == null), default);
        await Client.Received(1).ModifySubnetAttributeAsync(
            Arg.Is<ModifySubnetAttributeRequest>(r => r.MapPublicIpOnLaunch == null && r.AssignIpv6AddressOnCreation == true), default);
    }
}
