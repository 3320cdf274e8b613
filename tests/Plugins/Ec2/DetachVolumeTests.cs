using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DetachVolumeTests : ToolTest<IAmazonEC2>
{
    private void Given(params string[] instances) =>
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume("in-use", instances)] });

    [Fact]
    public async Task The_instance_is_found_by_the_volume()
    {
        Given("i-1");
        Client.DetachVolumeAsync(Arg.Is<DetachVolumeRequest>(r => r.InstanceId == "i-1"), Arg.Any<CancellationToken>())
            .Returns(new DetachVolumeResponse { Attachment = new() { VolumeId = "vol-1", State = "detaching" } });

        Assert.Equal("i-1", (await RunAsync(DetachVolume.Tool, new { volumeId = "vol-1" })).GetProperty("instanceId").GetString());
    }

    [Theory]
    [InlineData(ToolErrorCode.Conflict)]
    [InlineData(ToolErrorCode.InvalidInput, "i-1", "i-2")]
    public async Task It_does_not_guess(ToolErrorCode expected, params string[] instances)
    {
        Given(instances);

        Assert.Equal(expected, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DetachVolume.Tool, new { volumeId = "vol-1" }))).Code);
    }
}
