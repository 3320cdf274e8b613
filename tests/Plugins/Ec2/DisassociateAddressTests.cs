using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DisassociateAddressTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_association_is_found_by_the_address()
    {
        Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default).ReturnsForAnyArgs(new DescribeAddressesResponse { Addresses = [Ec2Things.Address("i-1")] });

        var result = await RunAsync(DisassociateAddress.Tool, new { addressId = "eipalloc-1" });

        Assert.Equal("i-1", result.GetProperty("from").GetString());
        await Client.Received().DisassociateAddressAsync(Arg.Is<DisassociateAddressRequest>(r => r.AssociationId == "eipassoc-1"), Arg.Any<CancellationToken>());
    }
}
