using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ShareSnapshotTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Accounts_are_added_and_taken_away_in_one_request()
    {
        Client.DescribeSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });
        Client.DescribeSnapshotAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotAttributeResponse { CreateVolumePermissions = [new() { UserId = "111111111111" }] });
        var input = new { snapshotId = "snap-1", shareWith = new[] { "222222222222" }, unshareFrom = new[] { "111111111111" } };

        var plan = await PlanAsync(ShareSnapshot.Tool, input);
        var result = await RunAsync(ShareSnapshot.Tool, input);

        Assert.Equal("snap-1: shared with: 111111111111 -> 222222222222", Lines(plan)[0]);
        Assert.Equal("""{"snapshotId":"snap-1","shareWith":["111111111111"],"unshareFrom":["222222222222"]}""",
            plan.Undo!.Arguments.GetRawText());
        Assert.Equal("222222222222", Assert.Single(result.GetProperty("sharedWith").EnumerateArray()).GetString());
        await Client.Received(1).ModifySnapshotAttributeAsync(Arg.Is<ModifySnapshotAttributeRequest>(r =>
            r.CreateVolumePermission.Add.Single().UserId == "222222222222" && r.CreateVolumePermission.Remove.Single()
                .UserId == "111111111111"), default);
    }

    [Fact]
    public async Task A_public_snapshot_is_told_to_be_one()
    {
        Client.DescribeSnapshotsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeSnapshotsResponse { Snapshots = [Ec2Things.Snapshot()] });
        Client.DescribeSnapshotAttributeAsync(default!, default).ReturnsForAnyArgs(new DescribeSnapshotAttributeResponse
        { CreateVolumePermissions = [new() { Group = "all" }, new() { UserId = "111111111111" }] });

        var plan = await PlanAsync(ShareSnapshot.Tool, new { snapshotId = "snap-1", unshareFrom = new[] { "111111111111" } });

        Assert.Equal("snap-1: shared with: 111111111111, everybody -> everybody", Lines(plan)[0]);
        Assert.Contains("is public", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }
}
