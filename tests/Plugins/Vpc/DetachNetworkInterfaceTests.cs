using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DetachNetworkInterfaceTests : InterfaceTest
{
    [Fact]
    public async Task The_primary_interface_stays_and_another_is_detached_by_its_attachment()
    {
        Eni.Attachment = new() { AttachmentId = "eni-attach-1", InstanceId = "i-1", DeviceIndex = 0 };
        Assert.Contains("primary interface of i-1",
            Assert.Single((await PlanAsync(DetachNetworkInterface.Tool, new { interfaceId = "eni-9" })).Obstacles),
            StringComparison.Ordinal);
        Eni.Attachment.DeviceIndex = 2;

        var plan = await PlanAsync(DetachNetworkInterface.Tool, new { interfaceId = "eni-9" });
        await RunAsync(DetachNetworkInterface.Tool, new { interfaceId = "eni-9" });

        Assert.Equal("""{"interfaceId":"eni-9","instanceId":"i-1","deviceIndex":2}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received()
            .DetachNetworkInterfaceAsync(Arg.Is<DetachNetworkInterfaceRequest>(r => r.AttachmentId == "eni-attach-1"), default);
    }

    [Fact]
    public async Task An_interface_that_goes_with_its_instance_would_stay_after_the_way_back()
    {
        Eni.Attachment = new() { AttachmentId = "eni-attach-1", InstanceId = "i-1", DeviceIndex = 2, DeleteOnTermination = true };

        Assert.Contains("It goes with i-1 when that is terminated; attached again, it would stay.",
            (await PlanAsync(DetachNetworkInterface.Tool, new { interfaceId = "eni-9" })).Warnings);
    }
}
