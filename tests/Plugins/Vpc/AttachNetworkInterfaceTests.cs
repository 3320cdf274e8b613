using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class AttachNetworkInterfaceTests : InterfaceTest
{
    [Fact]
    public async Task The_next_device_is_taken_and_one_in_use_is_an_obstacle()
    {
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstancesResponse
        {
            Reservations = [new() { Instances = [
                new() { InstanceId = "i-1", State = new() { Name = "running" }, Placement = new() { AvailabilityZone = "eu-west-1b" },
                NetworkInterfaces = [new() { Attachment = new() { DeviceIndex = 0 } },
                    new() { Attachment = new() { DeviceIndex = 1 } }] }] }],
        });
        Client.AttachNetworkInterfaceAsync(default!, default)
            .ReturnsForAnyArgs(new AttachNetworkInterfaceResponse { AttachmentId = "eni-attach-1" });

        Assert.Equal("eni-9 is in eu-west-1a, i-1 in eu-west-1b.",
            Assert.Single((await PlanAsync(AttachNetworkInterface.Tool, new { interfaceId = "eni-9", instanceId = "i-1" })).Obstacles));
        Assert.Equal(2, (await RunAsync(AttachNetworkInterface.Tool, new { interfaceId = "eni-9", instanceId = "i-1" }))
            .GetProperty("deviceIndex").GetInt32());
    }
}
