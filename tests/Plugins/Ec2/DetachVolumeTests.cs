using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DetachVolumeTests : ToolTest<IAmazonEC2>
{
    private void Given(Volume volume, string state = "running")
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [volume] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(state: state)));
    }

    [Fact]
    public async Task The_instance_is_found_by_the_volume_and_the_plan_tells_the_way_back()
    {
        Given(Ec2Things.Volume("in-use", "i-1"));
        Client.DetachVolumeAsync(Arg.Is<DetachVolumeRequest>(r => r.InstanceId == "i-1"), Arg.Any<CancellationToken>())
            .Returns(new DetachVolumeResponse { Attachment = new() { VolumeId = "vol-1", State = "detaching" } });

        var plan = await PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" });

        Assert.Equal(
        [
            "vol-1: attached to: i-1 /dev/sdf -> none; its data stays",
            "WARNING: What the operating system of i-1 has not written yet may be lost: unmount /dev/sdf there first.",
            "To take it back: ec2_attach_volume {\"volumeId\":\"vol-1\",\"instanceId\":\"i-1\",\"device\":\"/dev/sdf\"}",
        ], Lines(plan));
        Assert.Equal("i-1", (await RunAsync(DetachVolume.Tool, new { volumeId = "vol-1" })).GetProperty("instanceId").GetString());
    }

    [Fact]
    public async Task A_volume_that_goes_with_its_instance_would_stay_after_the_way_back()
    {
        var volume = Ec2Things.Volume("in-use", "i-1");
        volume.Attachments[0].DeleteOnTermination = true;
        Given(volume);

        Assert.Contains("It goes with i-1 when that is terminated; attached again, it would stay.",
            (await PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" })).Warnings);
    }

    [Fact]
    public async Task It_does_not_guess_between_two_instances()
    {
        Given(Ec2Things.Volume("in-use", "i-1", "i-2"));

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" }))).Code);
    }

    [Fact]
    public async Task A_volume_that_is_not_attached_is_an_obstacle_and_the_act_refuses_it()
    {
        Given(Ec2Things.Volume());

        Assert.Contains("is not attached", Assert.Single((await PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" })).Obstacles),
            StringComparison.Ordinal);
        Assert.Equal(ToolErrorCode.Conflict,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(DetachVolume.Tool, new { volumeId = "vol-1" }))).Code);
    }

    [Theory]
    [InlineData("running", 1)]
    [InlineData("stopped", 0)]
    public async Task The_root_volume_is_detached_from_a_stopped_instance_only(string state, int obstacles)
    {
        var volume = Ec2Things.Volume("in-use", "i-1");
        volume.Attachments[0].Device = "/dev/xvda";
        Given(volume, state);

        Assert.Equal(obstacles, (await PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" })).Obstacles.Count);
    }

    [Fact]
    public async Task The_volume_of_a_task_is_its_service_s()
    {
        var volume = Ec2Things.Volume("in-use");
        volume.Attachments = [new() { VolumeId = "vol-1", AssociatedResource = "arn:aws:ecs:eu-west-1:1:task/web/1" }];
        Given(volume);

        Assert.Contains("task/web/1", Assert.Single((await PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" })).Obstacles),
            StringComparison.Ordinal);
    }
}
