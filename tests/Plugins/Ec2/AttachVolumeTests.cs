using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class AttachVolumeTests : ToolTest<IAmazonEC2>
{
    public AttachVolumeTests()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume()] });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
    }

    [Fact]
    public async Task The_first_free_device_is_taken()
    {
        Client.AttachVolumeAsync(Arg.Is<AttachVolumeRequest>(r => r.Device == "/dev/sdg"), Arg.Any<CancellationToken>())
            .Returns(new AttachVolumeResponse { Attachment = new() { VolumeId = "vol-1", InstanceId = "i-1", Device = "/dev/sdg", State = "attaching" } });

        var result = await RunAsync(AttachVolume.Tool, new { volumeId = "vol-1", instanceId = "i-1" });

        Assert.Equal("/dev/sdg", result.GetProperty("device").GetString());
    }

    [Fact]
    public async Task Both_must_be_in_the_same_zone()
    {
        var instance = Ec2Things.Instance();
        instance.Placement.AvailabilityZone = "eu-west-1b";
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(AttachVolume.Tool, new { volumeId = "vol-1", instanceId = "i-1" }));

        Assert.Equal("vol-1 is in eu-west-1a, i-1 in eu-west-1b.", error.Message);
    }
}
