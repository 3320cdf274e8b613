using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ReleaseAddressTests : ToolTest<IAmazonEC2>
{
    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData("i-1", 1, 2)]
    public async Task An_address_in_use_is_taken_from_its_holder_first_and_the_plan_says_so(string? holder, int disassociations, int effects)
    {
        Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default).ReturnsForAnyArgs(new DescribeAddressesResponse { Addresses = [Ec2Things.Address(holder)] });

        var plan = await PlanAsync(ReleaseAddress.Tool, new { addressId = "eipalloc-1" });
        await RunAsync(ReleaseAddress.Tool, new { addressId = "eipalloc-1" });

        Assert.Equal(effects, plan.Effects.Count);
        await Client.ReceivedWithAnyArgs(disassociations).DisassociateAddressAsync(default!, default);
        await Client.Received().ReleaseAddressAsync(Arg.Is<ReleaseAddressRequest>(r => r.AllocationId == "eipalloc-1"), Arg.Any<CancellationToken>());
    }
}
