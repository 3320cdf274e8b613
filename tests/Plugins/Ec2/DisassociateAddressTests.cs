using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DisassociateAddressTests : ToolTest<IAmazonEC2>
{
    private void Given(Address address) =>
        Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAddressesResponse { Addresses = [address] });

    [Fact]
    public async Task The_association_is_found_by_the_address()
    {
        Given(Ec2Things.Address("i-1"));

        var result = await RunAsync(DisassociateAddress.Tool, new { allocationId = "eipalloc-1" });

        Assert.Equal("i-1", result.GetProperty("from").GetString());
        await Client.Received().DisassociateAddressAsync(
            Arg.Is<DisassociateAddressRequest>(r => r.AssociationId == "eipassoc-1"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task An_address_that_nothing_holds_stays_as_it_is()
    {
        Given(Ec2Things.Address());

        Assert.Equal(["203.0.113.7 (eipalloc-1, unnamed, not associated): stays", "Nothing changes."],
            Lines(await PlanAsync(DisassociateAddress.Tool, new { allocationId = "eipalloc-1" })));
        await RunAsync(DisassociateAddress.Tool, new { allocationId = "eipalloc-1" });
        await Client.DidNotReceiveWithAnyArgs().DisassociateAddressAsync(default!, default);
    }

    // EC2-H6a: AWS answers AuthFailure to it.
    [Fact]
    public async Task The_address_of_a_NAT_gateway_cannot_be_taken_from_it()
    {
        var address = Ec2Things.Address();
        address.NetworkInterfaceId = "eni-1";
        Given(address);
        Client.DescribeNetworkInterfacesAsync(default!, default).ReturnsForAnyArgs(new DescribeNetworkInterfacesResponse
        {
            NetworkInterfaces = [new() { NetworkInterfaceId = "eni-1", RequesterManaged = true,
            Description = "Interface for NAT Gateway nat-1" }],
        });

        Assert.Contains("nat-1", Assert.Single((await PlanAsync(DisassociateAddress.Tool, new { allocationId = "eipalloc-1" })).Obstacles),
            StringComparison.Ordinal);
        Assert.Contains("nat-1", Assert.Single((await PlanAsync(ReleaseAddress.Tool, new { allocationId = "eipalloc-1" })).Obstacles),
            StringComparison.Ordinal);
    }
}
