using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteVolumeTests : ToolTest<IAmazonEC2>
{
    private static readonly object Arguments = new { volumeId = "vol-1" };

    // EC2-M18a: the snapshots are on the second page.
    [Fact]
    public async Task The_plan_tells_which_backup_stays()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume()] });
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeSnapshotsResponse { NextToken = "more" },
            new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot("snap-1", 1), Ec2Things.Snapshot("snap-2", 2)] });

        var plan = await PlanAsync(DeleteVolume.Tool, Arguments);

        Assert.Equal(
        [
            "vol-1 (data, 20 GiB gp3, available): deleted",
            "LOST: the data of vol-1; what was written after its newest snapshot snap-2 (2026-03-02 04:05Z); snapshots stay",
            "This cannot be taken back: AWS keeps the volume only where a Recycle Bin rule says so.",
        ], Lines(plan));
        Assert.Equal("data", plan.Resources.Single().Tags!["Name"]);
    }

    [Fact]
    public async Task A_volume_in_use_is_an_obstacle_with_the_way_out()
    {
        Client.DescribeVolumesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume("in-use", "i-1")] });
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse());

        var plan = await PlanAsync(DeleteVolume.Tool, Arguments);

        Assert.Contains("ec2_detach_volume", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Contains("LOST: the data of vol-1; no snapshot of it exists", Lines(plan));
    }
}
