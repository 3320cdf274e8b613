using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class GetClusterTests : RdsToolTest
{
    [Fact]
    public async Task Members_capacity_and_the_times_to_restore_are_in_one_answer()
    {
        Clusters(Shop);
        (Orders.DBClusterIdentifier, Orders.DBInstanceIdentifier, Orders.DBInstanceClass) = ("shop", "shop-1", "db.serverless");
        There(Orders);
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterSnapshotsResponse
        {
            DBClusterSnapshots = [new() { DBClusterSnapshotIdentifier = "rds:shop-1", SnapshotType = "automated",
                SnapshotCreateTime = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc) }],
        });
        Client.DescribePendingMaintenanceActionsAsync(default!, default).ReturnsForAnyArgs(new DescribePendingMaintenanceActionsResponse());
        Client.DescribeEventsAsync(default!, default).ReturnsForAnyArgs(new DescribeEventsResponse());

        var result = await RunAsync(GetCluster.Tool, new { clusterId = "shop" });

        Assert.Equal("0.5 to 8 ACU", result.GetProperty("serverlessCapacity").GetString());
        Assert.Equal(["shop-1 True db.serverless", "shop-2 False "], result.GetProperty("members").EnumerateArray().Select(m =>
            $"{m.GetProperty("id").GetString()} {m.GetProperty("writer").GetBoolean()} "
                + $"{(m.TryGetProperty("class", out var c) ? c.GetString() : "")}"));
        Assert.Equal(("2026-02-22T00:00:00Z", 1, "rds:shop-1"),
            (result.GetProperty("backup").GetProperty("earliestRestorableAt").GetString(),
                result.GetProperty("backup").GetProperty("automated").GetInt32(),
                result.GetProperty("backup").GetProperty("latestSnapshotId").GetString()));
        Assert.False(result.GetProperty("storage").TryGetProperty("sizeGib", out _));
    }
}
