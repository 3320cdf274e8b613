using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateImageTests : ToolTest<IAmazonEC2>
{
    private CreateImageRequest? sent;

    public CreateImageTests()
    {
        Client.CreateImageAsync(Arg.Do<CreateImageRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateImageResponse { ImageId = "ami-1" });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse());
    }

    [Theory]
    [InlineData(false, "i-1 (web, t3.micro, running): stays; file systems may be inconsistent in the image", 0)]
    [InlineData(true, "i-1 (web, t3.micro, running): operating system: up -> restarted; out of service meanwhile", 1)]
    public async Task The_instance_reboots_only_if_asked_to(bool reboot, string line, int touched)
    {
        var arguments = new { instanceId = "i-1", name = "web-1", reboot, tags = new { team = "a" } };

        var plan = await PlanAsync(CreateImage.Tool, arguments);
        await RunAsync(CreateImage.Tool, arguments);

        Assert.Equal(
        [
            "image web-1: created; its snapshots cost money until they are deleted",
            "image web-1: snapshots of: vol-1, vol-2",
            line,
        ], Lines(plan));
        Assert.Equal(touched, plan.Resources.Count);
        Assert.Equal(!reboot, sent!.NoReboot);
        Assert.Equal(["image", "snapshot"], sent.TagSpecifications.Select(t => t.ResourceType.Value));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_an_obstacle()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });

        Assert.Contains("ami-1", Assert.Single((await PlanAsync(CreateImage.Tool, new { instanceId = "i-1", name = "base" })).Obstacles),
            StringComparison.Ordinal);
    }

    // EC2-H8a, EC2-M3
    [Fact]
    public async Task Waiting_outlives_an_image_that_is_not_seen_yet_and_tells_why_one_failed()
    {
        var failed = Ec2Things.Image();
        (failed.State, failed.StateReason) = (ImageState.Failed, new() { Message = "Client.InternalError" });
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new AmazonEC2Exception("no") { ErrorCode = "InvalidAMIID.NotFound" },
            _ => new DescribeImagesResponse { Images = [failed] });
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(CreateImage.Tool, new { instanceId = "i-1", name = "web-1", wait = true }, context));

        Assert.Equal("ami-1 is failed (Client.InternalError).", error.Message);
        Assert.Equal("ami-1", Assert.Single(context.Steps).Created);
    }
}
