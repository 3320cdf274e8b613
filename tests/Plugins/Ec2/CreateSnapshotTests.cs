using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateSnapshotTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Waiting_tells_the_state_at_the_end()
    {
        var pending = Ec2Things.Snapshot();
        pending.State = SnapshotState.Pending;
        Client.CreateSnapshotAsync(default!, default).ReturnsForAnyArgs(new CreateSnapshotResponse { Snapshot = pending });
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });

        var result = await RunAsync(CreateSnapshot.Tool, new { volumeId = "vol-1", name = "before", wait = true });

        Assert.Equal("completed", result.GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_plan_says_that_the_snapshot_of_an_open_volume_is_open()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume()] });

        Assert.Contains("It is not encrypted, as the volume is not.", (await PlanAsync(CreateSnapshot.Tool, new { volumeId = "vol-1" })).Effects);
    }
}
