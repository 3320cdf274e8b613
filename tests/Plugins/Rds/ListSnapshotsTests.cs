using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListSnapshotsTests : RdsToolTest
{
    [Fact]
    public async Task Snapshots_of_instances_are_filtered_by_RDS()
    {
        DescribeDBSnapshotsRequest? sent = null;
        Client.DescribeDBSnapshotsAsync(Arg.Do<DescribeDBSnapshotsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeDBSnapshotsResponse { DBSnapshots = [Snapshot("s")], Marker = "m" });

        var page = await RunAsync(ListSnapshots.Tool, new { sourceId = "orders", type = "manual", limit = 500 });

        Assert.Equal(("orders", "manual", 100), (sent!.DBInstanceIdentifier, sent.SnapshotType, sent.MaxRecords!.Value));
        Assert.Equal("2026-03-01T04:05:00Z", page.GetProperty("items")[0].GetProperty("createdAt").GetString());
        Assert.Equal("m", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task Snapshots_of_clusters_come_from_their_own_operation()
    {
        Client.DescribeDBClusterSnapshotsAsync(Arg.Is<DescribeDBClusterSnapshotsRequest>(r => r.DBClusterIdentifier == "shop"), default)
            .Returns(new DescribeDBClusterSnapshotsResponse
            {
                DBClusterSnapshots = [
                new() { DBClusterSnapshotIdentifier = "c", DBClusterIdentifier = "shop", SnapshotType = "manual", Status = "creating",
                    Engine = "aurora-mysql", EngineVersion = "8.0", StorageEncrypted = true }],
            });

        var page = await RunAsync(ListSnapshots.Tool, new { sourceType = "cluster", sourceId = "shop" });

        Assert.True(page.GetProperty("items")[0].GetProperty("encrypted").GetBoolean());
    }
}
