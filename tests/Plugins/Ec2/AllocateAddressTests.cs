using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class AllocateAddressTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_name_becomes_a_tag_and_the_step_names_what_was_created()
    {
        AllocateAddressRequest? sent = null;
        Client.AllocateAddressAsync(Arg.Do<AllocateAddressRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new AllocateAddressResponse { AllocationId = "eipalloc-1", PublicIp = "203.0.113.7" });
        var context = Context();

        await RunAsync(AllocateAddress.Tool, new { name = "vpn" }, context);

        Assert.Equal("vpn", sent!.TagSpecifications.Single().Tags.Single(t => t.Key == "Name").Value);
        Assert.Equal("eipalloc-1", Assert.Single(context.Steps).Created);
    }
}
