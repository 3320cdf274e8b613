using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class CopySnapshotTests : RdsToolTest
{
    [Fact]
    public async Task A_copy_has_the_tags_of_its_source_and_is_taken_back_by_its_deletion()
    {
        Snapshots(Snapshot("rds:orders-1", "automated"));
        CopyDBSnapshotRequest? sent = null;
        Client.CopyDBSnapshotAsync(Arg.Do<CopyDBSnapshotRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CopyDBSnapshotResponse { DBSnapshot = Snapshot("orders-audit") });

        var plan = await PlanAsync(CopySnapshot.Tool, new { snapshotId = "rds:orders-1", targetId = "orders-audit" });
        await RunAsync(CopySnapshot.Tool, new { snapshotId = "rds:orders-1", targetId = "orders-audit" });

        Assert.Equal("orders-audit", plan.Undo!.Arguments.GetProperty("snapshotId").GetString());
        Assert.True(sent!.CopyTags);
    }

    [Fact]
    public async Task A_taken_id_stops_the_plan()
    {
        Snapshots(Snapshot("a"), Snapshot("b"));

        Assert.Contains("choose another targetId",
            Assert.Single((await PlanAsync(CopySnapshot.Tool, new { snapshotId = "a", targetId = "b" })).Obstacles),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_snapshot_of_another_account_needs_a_key_of_this_one()
    {
        var shared = Snapshot("theirs", "shared");
        shared.Encrypted = true;
        Snapshots(shared);

        Assert.Contains((await PlanAsync(CopySnapshot.Tool, new { snapshotId = "theirs", targetId = "ours" })).Obstacles,
            o => o.Contains("kmsKeyId", StringComparison.Ordinal));
        Assert.DoesNotContain((await PlanAsync(CopySnapshot.Tool, new { snapshotId = "theirs", targetId = "ours", kmsKeyId = "alias/x" }))
            .Obstacles, o => o.Contains("kmsKeyId", StringComparison.Ordinal));
    }
}
