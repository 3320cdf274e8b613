using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class AssociateAddressTests : ToolTest<IAmazonEC2>
{
    private void Given(Address address)
    {
        Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default).ReturnsForAnyArgs(new DescribeAddressesResponse { Addresses = [address] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
    }

    [Fact]
    public async Task An_address_in_use_is_moved_only_if_asked_to()
    {
        Given(Ec2Things.Address("i-9"));

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(AssociateAddress.Tool, new { addressId = "eipalloc-1", instanceId = "i-1" }));
        var plan = await PlanAsync(AssociateAddress.Tool, new { addressId = "eipalloc-1", instanceId = "i-1", move = true });

        Assert.Equal(ToolErrorCode.Conflict, error.Code);
        Assert.Contains("i-9 loses 203.0.113.7", plan.Effects);
        Assert.Equal(["eipalloc-1", "i-1"], plan.Resources.Select(r => r.Id));
    }

    [Fact]
    public async Task It_goes_to_exactly_one_thing()
    {
        Given(Ec2Things.Address());

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(AssociateAddress.Tool, new { addressId = "eipalloc-1" }));
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(AssociateAddress.Tool, new { addressId = "eipalloc-1", instanceId = "i-1", interfaceId = "eni-1" }));
        await Client.DidNotReceiveWithAnyArgs().AssociateAddressAsync(default!, default);
    }

    [Fact]
    public async Task Reassociation_is_allowed_only_when_moving()
    {
        AssociateAddressRequest? sent = null;
        Client.AssociateAddressAsync(Arg.Do<AssociateAddressRequest>(r => sent = r), default).ReturnsForAnyArgs(new AssociateAddressResponse { AssociationId = "eipassoc-1" });

        await RunAsync(AssociateAddress.Tool, new { addressId = "eipalloc-1", instanceId = "i-1" });

        Assert.False(sent!.AllowReassociation);
    }
}
