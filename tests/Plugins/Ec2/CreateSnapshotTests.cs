using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class CreateSnapshotTests : ToolTest<IAmazonEC2>
{
    public CreateSnapshotTests()
    {
        var pending = Ec2Things.Snapshot();
        pending.State = SnapshotState.Pending;
        Client.CreateSnapshotAsync(default!, default).ReturnsForAnyArgs(new CreateSnapshotResponse { Snapshot = pending });
    }

    // EC2-H8a
    [Fact]
    public async Task Waiting_tells_the_state_at_the_end_though_EC2_did_not_know_the_snapshot_at_first()
    {
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new AmazonEC2Exception("no") { ErrorCode = "InvalidSnapshot.NotFound" },
            _ => new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });

        var result = await RunAsync(CreateSnapshot.Tool, new { volumeId = "vol-1", name = "before", wait = true });

        Assert.Equal("completed", result.GetProperty("state").GetString());
    }

    // EC2-M3
    [Fact]
    public async Task A_snapshot_that_fails_tells_why()
    {
        var failed = Ec2Things.Snapshot();
        (failed.State, failed.StateMessage) = (SnapshotState.Error, "Given key ID is not accessible");
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [failed] });
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(CreateSnapshot.Tool, new { volumeId = "vol-1", wait = true }, context));

        Assert.Equal("snap-1 is error (Given key ID is not accessible).", error.Message);
        Assert.Equal("snap-1", Assert.Single(context.Steps).Created);
    }

    [Fact]
    public async Task The_plan_says_that_the_snapshot_of_an_open_volume_is_open()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume()] });

        Assert.Contains(
            "snapshot of vol-1 (data, 20 GiB gp3, available): encryption: off; as the volume",
            Lines(await PlanAsync(CreateSnapshot.Tool, new { volumeId = "vol-1" })));
    }
}
