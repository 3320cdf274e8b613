using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class DeleteSnapshotTests : ToolTest<IAmazonEC2>
{
    private static readonly object Arguments = new { snapshotId = "snap-1" };

    public DeleteSnapshotTests()
    {
        Client.DescribeSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot(), Ec2Things.Snapshot("snap-2", 2)] });
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(new DescribeImagesResponse());
        Client.DescribeLockedSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeLockedSnapshotsResponse());
    }

    [Fact]
    public async Task The_plan_counts_the_backups_that_stay()
    {
        var plan = await PlanAsync(DeleteSnapshot.Tool, Arguments);

        Assert.Equal(
        [
            "snap-1 (unnamed, 20 GiB, taken 2026-03-01 04:05Z): deleted",
            "LOST: this backup of vol-1; 1 other snapshot(s) stay, the newest snap-2 of 2026-03-02 04:05Z",
            "This cannot be taken back: AWS keeps the snapshot only where a Recycle Bin rule says so.",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_copy_does_not_count_other_copies_as_backups_of_the_same_volume()
    {
        var copy = Ec2Things.Snapshot();
        copy.VolumeId = "vol-ffffffff";
        Client.DescribeSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [copy, Ec2Things.Snapshot("snap-2", 2)] });

        Assert.Contains("LOST: the data of snap-1; it is a copy, and does not tell of which volume",
            Lines(await PlanAsync(DeleteSnapshot.Tool, Arguments)));
    }

    [Fact]
    public async Task The_snapshot_of_an_image_is_an_obstacle_with_the_way_out()
    {
        // EC2-M18a: the image is on the second page.
        Client.DescribeImagesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeImagesResponse { NextToken = "more" }, new DescribeImagesResponse { Images = [Ec2Things.Image()] });

        Assert.Equal("snap-1 belongs to ami-1 (base): ec2_deregister_image with deleteSnapshots.",
            Assert.Single((await PlanAsync(DeleteSnapshot.Tool, Arguments)).Obstacles));
    }

    // EC2-M13, for snapshots
    [Theory]
    [InlineData("governance", 1)]
    [InlineData("expired", 0)]
    public async Task A_locked_snapshot_cannot_be_deleted(string state, int obstacles)
    {
        Client.DescribeLockedSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLockedSnapshotsResponse { Snapshots = [new() { SnapshotId = "snap-1", LockState = state }] });

        Assert.Equal(obstacles, (await PlanAsync(DeleteSnapshot.Tool, Arguments)).Obstacles.Count);
    }

    // ANS-R14
    [Fact]
    public async Task A_lock_that_cannot_be_read_is_unknown()
    {
        Client.DescribeLockedSnapshotsAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });

        Assert.Equal("Whether the snapshot is locked: not known (UnauthorizedOperation).",
            Assert.Single((await PlanAsync(DeleteSnapshot.Tool, Arguments)).Unknown));
    }

    // cloud-custodian#9459
    [Fact]
    public async Task What_AWS_Backup_manages_is_an_obstacle()
    {
        var snapshot = Ec2Things.Snapshot();
        snapshot.Tags = [new("aws:backup:source-resource", "vol-1")];
        Client.DescribeSnapshotsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeSnapshotsResponse { NextToken = "more" }, new DescribeSnapshotsResponse { Snapshots = [snapshot] });

        Assert.Contains("recovery point", Assert.Single((await PlanAsync(DeleteSnapshot.Tool, Arguments)).Obstacles),
            StringComparison.Ordinal);
    }
}
