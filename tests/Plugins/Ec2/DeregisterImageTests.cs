using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeregisterImageTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_plan_names_snapshots_instances_and_templates()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeLaunchTemplateVersionsResponse
        {
            LaunchTemplateVersions = [new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", VersionNumber = 4, LaunchTemplateData = new() { ImageId = "ami-1" } }],
        });

        var plan = await PlanAsync(DeregisterImage.Tool, new { imageId = "ami-1" });

        Assert.Equal(
        [
            "Keeps snap-1, snap-2.",
            "i-1 (web, t3.micro, running) was launched from it and runs on",
            "Version 4 of launch template lt-1 (web) uses it and fails from then on",
        ], plan.Effects);
    }

    [Fact]
    public async Task Snapshots_go_only_if_asked_for()
    {
        var sent = new List<DeregisterImageRequest>();
        Client.DeregisterImageAsync(Arg.Do<DeregisterImageRequest>(sent.Add), default).ReturnsForAnyArgs(new DeregisterImageResponse());

        await RunAsync(DeregisterImage.Tool, new { imageId = "ami-1" });
        await RunAsync(DeregisterImage.Tool, new { imageId = "ami-1", deleteSnapshots = true });

        Assert.Equal([null, true], sent.Select(r => r.DeleteAssociatedSnapshots));
    }
}
