using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class DeleteSnapshotTests : RdsToolTest
{
    [Fact]
    public async Task The_plan_tells_what_is_in_it()
    {
        Snapshots(Snapshot("s"));

        var plan = await PlanAsync(DeleteSnapshot.Tool, new { snapshotId = "s" });

        Assert.Equal("Delete s (manual snapshot of orders, postgres 16.3, 20 GiB, 2026-03-01 04:05Z, not encrypted).", plan.Summary);
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task AWS_keeps_automated_ones_itself()
    {
        Snapshots(Snapshot("rds:s", "automated"));

        Assert.Contains("automated", Assert.Single((await PlanAsync(DeleteSnapshot.Tool, new { snapshotId = "rds:s" })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_s_snapshot_has_its_own_operation()
    {
        Client.DeleteDBClusterSnapshotAsync(Arg.Is<DeleteDBClusterSnapshotRequest>(r => r.DBClusterSnapshotIdentifier == "c"), default)
            .Returns(new DeleteDBClusterSnapshotResponse { DBClusterSnapshot = new() { DBClusterSnapshotIdentifier = "c" } });

        Assert.Equal("c", (await RunAsync(DeleteSnapshot.Tool, new { sourceType = "cluster", snapshotId = "c" })).GetProperty("id")
            .GetString());
    }
}
