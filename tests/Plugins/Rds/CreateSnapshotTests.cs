using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class CreateSnapshotTests : RdsToolTest
{
    [Fact]
    public async Task It_waits_until_the_snapshot_is_there()
    {
        Snapshots(Snapshot("s"));
        Client.CreateDBSnapshotAsync(
            Arg.Is<CreateDBSnapshotRequest>(r => r.DBInstanceIdentifier == "orders" && r.Tags.Single().Key == "why"), default)
            .Returns(new CreateDBSnapshotResponse
            {
                DBSnapshot = new()
                {
                    DBSnapshotIdentifier = "s",
                    DBSnapshotArn = "arn",
                    Status = "creating",
                    PercentProgress = 0
                }
            });

        var result = await RunAsync(CreateSnapshot.Tool,
            new { sourceId = "orders", snapshotId = "s", tags = new { why = "release" }, wait = true });

        Assert.Equal("available", result.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_cluster_has_its_own_operation()
    {
        Client.CreateDBClusterSnapshotAsync(Arg.Is<CreateDBClusterSnapshotRequest>(r => r.DBClusterIdentifier == "shop"), default)
            .Returns(new CreateDBClusterSnapshotResponse
            {
                DBClusterSnapshot = new()
                {
                    DBClusterSnapshotIdentifier = "s",
                    DBClusterSnapshotArn = "arn",
                    Status = "creating"
                }
            });

        Assert.Equal("creating", (await RunAsync(CreateSnapshot.Tool, new { sourceType = "cluster", sourceId = "shop", snapshotId = "s" }))
            .GetProperty("status").GetString());
    }

    // An instance's may have 255 characters.
    [Theory]
    [InlineData(63, 0)]
    [InlineData(64, 1)]
    public async Task The_id_of_a_clusters_snapshot_is_as_long_as_RDS_takes_it(int length, int obstacles)
    {
        Clusters(Shop);
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterSnapshotsResponse());

        var plan = await PlanAsync(CreateSnapshot.Tool,
            new { sourceType = "cluster", sourceId = "shop", snapshotId = new string('s', length) });

        Assert.Equal(obstacles, plan.Obstacles.Count(o => o.Contains("at most 63", StringComparison.Ordinal)));
        There(Orders);
        Snapshots(Snapshot("a"));
        Assert.Empty((await PlanAsync(CreateSnapshot.Tool, new { sourceId = "orders", snapshotId = new string('s', length) })).Obstacles);
    }

    [Fact]
    public async Task A_member_of_a_cluster_is_sent_to_its_cluster()
    {
        Orders.DBClusterIdentifier = "shop";
        There(Orders);

        var plan = await PlanAsync(CreateSnapshot.Tool, new { sourceId = "orders", snapshotId = "s" });

        Assert.Contains("sourceId: \"shop\"", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }
}
