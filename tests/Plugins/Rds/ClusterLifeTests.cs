using Amazon.RDS.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Rds;

public sealed class ClusterLifeTests : RdsToolTest
{
    public ClusterLifeTests() => Clusters(Shop);

    [Fact]
    public async Task Stopping_and_starting_take_each_other_back_and_mind_the_status()
    {
        Assert.Equal("rds_start_cluster", (await PlanAsync(StopCluster.Tool, new { clusterId = "shop" })).Undo!.Tool);
        Assert.Equal("It is available; RDS starts only what is stopped.",
            Assert.Single((await PlanAsync(StartCluster.Tool, new { clusterId = "shop" })).Obstacles));
        Shop.Status = "stopped";
        Client.StartDBClusterAsync(default!, default).ReturnsForAnyArgs(new StartDBClusterResponse { DBCluster = Shop });
        Client.Configure().DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            Shop.Status = "available";
            return new DescribeDBClustersResponse { DBClusters = [Shop] };
        });

        Assert.Equal("available", (await RunAsync(StartCluster.Tool, new { clusterId = "shop", wait = true })).GetProperty("status")
            .GetString());
    }

    [Fact]
    public async Task A_replicated_cluster_is_not_stopped()
    {
        Shop.ReadReplicaIdentifiers = ["arn:aws:rds:eu-west-2:123456789012:cluster:shop-2"];

        Assert.Single((await PlanAsync(StopCluster.Tool, new { clusterId = "shop" })).Obstacles);
    }

    [Theory]
    [InlineData("shop-2", null)]
    [InlineData("shop-1", "shop-1 is the writer already.")]
    [InlineData("other", "other is no reader of it; those are shop-2.")]
    public async Task Only_a_reader_takes_over(string target, string? obstacle)
    {
        var plan = await PlanAsync(FailoverCluster.Tool, new { clusterId = "shop", instanceId = target });

        Assert.Equal(obstacle, plan.Obstacles.SingleOrDefault());
        Assert.Equal("shop-1", plan.Undo!.Arguments.GetProperty("instanceId").GetString());
    }

    [Fact]
    public async Task Members_are_deleted_on_request_the_writer_last_and_with_a_final_snapshot()
    {
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs<DescribeDBClusterSnapshotsResponse>(call =>
            call.Arg<DescribeDBClusterSnapshotsRequest>().DBClusterSnapshotIdentifier is null ? new()
                : throw new DBClusterSnapshotNotFoundException("none"));
        Client.DeleteDBClusterAsync(default!, default).ReturnsForAnyArgs(new DeleteDBClusterResponse { DBCluster = Shop });
        There(new DBInstance { DBInstanceIdentifier = "shop-1" }, new DBInstance { DBInstanceIdentifier = "shop-2" });
        Shop.DeletionProtection = false;

        Assert.Contains("deleteMembers", Assert.Single((await PlanAsync(DeleteCluster.Tool, new { clusterId = "shop" })).Obstacles),
            StringComparison.Ordinal);
        var plan = await PlanAsync(DeleteCluster.Tool, new { clusterId = "shop", deleteMembers = true });
        var result = await RunAsync(DeleteCluster.Tool, new { clusterId = "shop", deleteMembers = true });

        Assert.Empty(plan.Obstacles);
        Assert.Equal(["DB cluster shop", "DB instance shop-1", "DB instance shop-2"],
            plan.Changes.Where(c => c.Kind is ChangeKind.Delete).Select(c => c.Resource));
        Assert.Equal(["shop-2", "shop-1"], result.GetProperty("deletedMembers").EnumerateArray().Select(m => m.GetString()!));
        Assert.Equal("shop-final", result.GetProperty("finalSnapshotId").GetString());
    }

    [Fact]
    public async Task A_Multi_AZ_DB_cluster_is_not_stopped()
    {
        Shop.Engine = "postgres";

        Assert.Contains("Aurora clusters only", Assert.Single((await PlanAsync(StopCluster.Tool, new { clusterId = "shop" })).Obstacles),
            StringComparison.Ordinal);
    }

    // A failing writer is what a failover is for.
    [Theory]
    [InlineData("modifying", false)]
    [InlineData("stopped", true)]
    public async Task A_cluster_that_runs_may_fail_over_whatever_its_status(string status, bool refused)
    {
        Shop.Status = status;

        var plan = await PlanAsync(FailoverCluster.Tool, new { clusterId = "shop", instanceId = "SHOP-2" });

        Assert.Equal(refused, plan.Obstacles.Count > 0);
        Assert.Equal(!refused, plan.Warnings.Any(w => w.Contains("may refuse", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_stopped_cluster_is_not_deleted_and_members_that_go_already_are_left_alone()
    {
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs<DescribeDBClusterSnapshotsResponse>(call =>
            call.Arg<DescribeDBClusterSnapshotsRequest>().DBClusterSnapshotIdentifier is null ? new()
                : throw new DBClusterSnapshotNotFoundException("none"));
        Client.DeleteDBClusterAsync(default!, default).ReturnsForAnyArgs(new DeleteDBClusterResponse { DBCluster = Shop });
        There(new() { DBInstanceIdentifier = "shop-2", DBInstanceStatus = "deleting" },
            new() { DBInstanceIdentifier = "shop-1", DBInstanceStatus = "available" });
        (Shop.DeletionProtection, Shop.Status) = (false, "stopped");

        var plan = await PlanAsync(DeleteCluster.Tool, new { clusterId = "shop", deleteMembers = true });
        Shop.Status = "available";
        await RunAsync(DeleteCluster.Tool, new { clusterId = "shop", deleteMembers = true });

        Assert.Contains("rds_start_cluster", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        await Client.DidNotReceive().DeleteDBInstanceAsync(Arg.Is<DeleteDBInstanceRequest>(r => r.DBInstanceIdentifier == "shop-2"),
            Arg.Any<CancellationToken>());
        await Client.Received(1).DeleteDBInstanceAsync(Arg.Is<DeleteDBInstanceRequest>(r => r.DBInstanceIdentifier == "shop-1"),
            Arg.Any<CancellationToken>());
    }
}
