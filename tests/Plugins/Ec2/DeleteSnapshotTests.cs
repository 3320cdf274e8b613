using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class DeleteSnapshotTests : ToolTest<IAmazonEC2>
{
    public DeleteSnapshotTests() => Client.DescribeSnapshotsAsync(default!, default)
        .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot(), Ec2Things.Snapshot("snap-2")] });

    [Fact]
    public async Task The_plan_counts_the_backups_that_stay()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse());

        var plan = await PlanAsync(DeleteSnapshot.Tool, new { snapshotId = "snap-1" });

        Assert.Equal("This backup of vol-1 is lost for good; 1 other snapshot(s) of it stay.", plan.Effects[0]);
    }

    [Fact]
    public async Task The_snapshot_of_an_image_is_refused_with_the_way_out()
    {
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse { Images = [Ec2Things.Image()] });

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteSnapshot.Tool, new { snapshotId = "snap-1" }));

        Assert.Equal("snap-1 belongs to ami-1 (base).", error.Message);
    }
}
