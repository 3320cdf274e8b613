using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListAddressesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Unused_means_held_by_no_instance_and_no_interface()
    {
        // EC2 gives an empty instance id where there is none.
        Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default).ReturnsForAnyArgs(new DescribeAddressesResponse
        {
            Addresses =
            [
                Ec2Things.Address("i-1"),
                new() { AllocationId = "eipalloc-2", PublicIp = "203.0.113.8", InstanceId = "", NetworkInterfaceId = "eni-1" },
                new() { AllocationId = "eipalloc-3", PublicIp = "203.0.113.9", InstanceId = "" },
            ],
        });

        var page = await RunAsync(ListAddresses.Tool, new { unused = true });

        var row = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal("eipalloc-3", row.GetProperty("id").GetString());
        Assert.False(row.TryGetProperty("instanceId", out _));
    }
}
