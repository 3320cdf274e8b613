using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteVolumeTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_plan_tells_which_backup_stays()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume()] });
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot("snap-1", 1), Ec2Things.Snapshot("snap-2", 2)] });

        var plan = await PlanAsync(DeleteVolume.Tool, new { volumeId = "vol-1" });

        Assert.StartsWith("What was written after its newest snapshot snap-2 (2026-03-02 04:05Z) is lost", plan.Effects[0]);
        Assert.Equal("data", plan.Resources.Single().Tags!["Name"]);
    }

    [Fact]
    public async Task A_volume_in_use_is_refused_with_the_way_out()
    {
        Client.DescribeVolumesAsync(default!, default).ReturnsForAnyArgs(new DescribeVolumesResponse { Volumes = [Ec2Things.Volume("in-use", "i-1")] });

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteVolume.Tool, new { volumeId = "vol-1" }));

        Assert.Contains("ec2_detach_volume", error.Hint);
    }
}
