using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class AllocateAddressTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_name_becomes_a_tag()
    {
        AllocateAddressRequest? sent = null;
        Client.AllocateAddressAsync(Arg.Do<AllocateAddressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AllocateAddressResponse { AllocationId = "eipalloc-1", PublicIp = "203.0.113.7" });

        await RunAsync(AllocateAddress.Tool, new { name = "vpn" });

        Assert.Equal("vpn", sent!.TagSpecifications.Single().Tags.Single(t => t.Key == "Name").Value);
    }
}
