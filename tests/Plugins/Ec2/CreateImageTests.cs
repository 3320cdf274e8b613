using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateImageTests : ToolTest<IAmazonEC2>
{
    [Theory]
    [InlineData(false, "The instance is not touched.")]
    [InlineData(true, "The instance is rebooted.")]
    public async Task The_instance_reboots_only_if_asked_to(bool reboot, string effect)
    {
        CreateImageRequest? sent = null;
        Client.CreateImageAsync(Arg.Do<CreateImageRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateImageResponse { ImageId = "ami-1" });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
        var arguments = new { instanceId = "i-1", name = "web-1", reboot, tags = new { team = "a" } };

        var plan = await PlanAsync(CreateImage.Tool, arguments);
        await RunAsync(CreateImage.Tool, arguments);

        Assert.Equal(effect, plan.Effects[0]);
        Assert.Equal(!reboot, sent!.NoReboot);
        Assert.Equal(["image", "snapshot"], sent.TagSpecifications.Select(t => t.ResourceType.Value));
    }
}
