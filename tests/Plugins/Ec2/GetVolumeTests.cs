using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class GetVolumeTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task A_volume_comes_with_its_change_and_its_newest_snapshots_and_what_is_denied_is_noted()
    {
        Client.DescribeVolumesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume("in-use", "i-1")] });
        Client.DescribeSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse
            {
                Snapshots = [Ec2Things.Snapshot("snap-1", 1),
                Ec2Things.Snapshot("snap-2", 2)]
            });
        Client.DescribeVolumesModificationsAsync(default!, default).ThrowsAsyncForAnyArgs(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden });

        var volume = await RunAsync(GetVolume.Tool, new { volumeId = "vol-1" });

        Assert.Equal(["snap-2", "snap-1"], volume.GetProperty("snapshots").EnumerateArray().Select(s => s.GetProperty("id").GetString()));
        Assert.Equal("i-1", volume.GetProperty("attachments")[0].GetProperty("to").GetString());
        Assert.False(volume.TryGetProperty("lastChange", out _));
        Assert.Equal("The last change: not known (UnauthorizedOperation).", volume.GetProperty("note").GetString());
    }
}
