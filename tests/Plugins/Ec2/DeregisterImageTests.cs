using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeregisterImageTests : ToolTest<IAmazonEC2>
{
    private void Given(Image image)
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [image] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
        // EC2-M18a
        Client.DescribeLaunchTemplateVersionsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeLaunchTemplateVersionsResponse { NextToken = "more" },
            new DescribeLaunchTemplateVersionsResponse
            {
                LaunchTemplateVersions = [new() { LaunchTemplateId = "lt-1", LaunchTemplateName = "web", VersionNumber = 4,
                LaunchTemplateData = new() { ImageId = "ami-1" } }],
            });
    }

    [Fact]
    public async Task The_plan_names_snapshots_instances_and_templates()
    {
        Given(Ec2Things.Image());

        var plan = await PlanAsync(DeregisterImage.Tool, new { imageId = "ami-1" });

        Assert.Equal(
        [
            "ami-1 (base): deleted",
            "snap-1: stays; it costs money until it is deleted",
            "snap-2: stays; it costs money until it is deleted",
            "i-1 (web, t3.micro, running): stays; it was launched from the image and runs on",
            "WARNING: Version 4 of launch template lt-1 (web) uses the image, and launches nothing from then on.",
            "This cannot be taken back: AWS keeps the image only where a Recycle Bin rule says so.",
        ], Lines(plan));
    }

    // EC2-M13
    [Theory]
    [InlineData(null, 0)]
    [InlineData("disabled", 0)]
    [InlineData("enabled-with-cooldown", 1)]
    public async Task Deregistration_protection_is_an_obstacle(string? protection, int obstacles)
    {
        var image = Ec2Things.Image();
        image.DeregistrationProtection = protection;
        Given(image);

        Assert.Equal(obstacles, (await PlanAsync(DeregisterImage.Tool, new { imageId = "ami-1" })).Obstacles.Count);
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

    // openshift/installer#9964
    [Fact]
    public async Task What_AWS_Backup_manages_is_an_obstacle()
    {
        var image = Ec2Things.Image();
        image.Tags = [new("aws:backup:source-resource", "i-1")];
        Given(image);

        Assert.Contains("recovery point", Assert.Single((await PlanAsync(DeregisterImage.Tool, new { imageId = "ami-1" })).Obstacles),
            StringComparison.Ordinal);
    }
}
