using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class AttachVolumeTests : ToolTest<IAmazonEC2>
{
    private static readonly object Arguments = new { volumeId = "vol-1", instanceId = "i-1" };

    private void Given(Volume volume, Instance instance)
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [volume] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
    }

    [Fact]
    public async Task The_first_free_device_is_taken()
    {
        Given(Ec2Things.Volume(), Ec2Things.Instance());
        Client.AttachVolumeAsync(Arg.Is<AttachVolumeRequest>(r => r.Device == "/dev/sdg"), Arg.Any<CancellationToken>())
            .Returns(new AttachVolumeResponse
            {
                Attachment = new()
                {
                    VolumeId = "vol-1",
                    InstanceId = "i-1",
                    Device = "/dev/sdg",
                    State = "attaching"
                }
            });

        var plan = await PlanAsync(AttachVolume.Tool, Arguments);
        var result = await RunAsync(AttachVolume.Tool, Arguments);

        Assert.Equal(
        [
            "vol-1: attached to: none -> i-1 /dev/sdg",
            "To take it back: ec2_detach_volume {\"volumeId\":\"vol-1\",\"instanceId\":\"i-1\"}",
        ], Lines(plan));
        Assert.Equal(["vol-1", "i-1"], plan.Resources.Select(r => r.Id));
        Assert.Equal("/dev/sdg", result.GetProperty("device").GetString());
    }

    [Fact]
    public async Task Both_must_be_in_the_same_zone()
    {
        var instance = Ec2Things.Instance();
        instance.Placement.AvailabilityZone = "eu-west-1b";
        Given(Ec2Things.Volume(), instance);

        Assert.StartsWith("vol-1 is in eu-west-1a, i-1 in eu-west-1b: ",
            Assert.Single((await PlanAsync(AttachVolume.Tool, Arguments)).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_of_another_instance_and_one_that_is_attached_already_are_obstacles()
    {
        Given(Ec2Things.Volume("in-use", "i-9"), Ec2Things.Instance());
        var other = await PlanAsync(AttachVolume.Tool, Arguments);
        Given(Ec2Things.Volume("in-use", "i-1"), Ec2Things.Instance());
        var already = await PlanAsync(AttachVolume.Tool, Arguments);

        Assert.Contains("ec2_detach_volume", Assert.Single(other.Obstacles), StringComparison.Ordinal);
        Assert.Contains("attached to i-1 already", Assert.Single(already.Obstacles), StringComparison.Ordinal);
    }
}
