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
    public async Task A_Multi_AZ_DB_cluster_is_rebooted_as_one_and_others_by_their_members()
    {
        Assert.Contains("rds_reboot_instance", Assert.Single((await PlanAsync(RebootCluster.Tool, new { clusterId = "shop" })).Obstacles),
            StringComparison.Ordinal);
        (Shop.Engine, Shop.DBClusterParameterGroup) = ("postgres", "shop16");
        Shop.DBClusterMembers[0].DBClusterParameterGroupStatus = "pending-reboot";
        Client.RebootDBClusterAsync(default!, default).ReturnsForAnyArgs(new RebootDBClusterResponse { DBCluster = Shop });

        Assert.Equal(["LOST: all connections to shop.cluster-abc.eu-west-1.rds.amazonaws.com:5432; its writer and its readers restart",
            "shop: parameter group shop16: pending -> in force"], Lines(await PlanAsync(RebootCluster.Tool, new { clusterId = "shop" })));
        Assert.Equal("available", (await RunAsync(RebootCluster.Tool, new { clusterId = "shop", wait = true })).GetProperty("status")
            .GetString());
    }

    [Theory]
    [InlineData("arn:aws:rds:us-east-1:123456789012:cluster:shop", null, null)]
    [InlineData(null, null, "It is no replica of another cluster.")]
    [InlineData(null, "world", "It belongs to the global database world, which is failed over or left by other means.")]
    public async Task Only_a_replica_of_another_cluster_is_promoted(string? source, string? global, string? obstacle)
    {
        (Shop.ReplicationSourceIdentifier, Shop.GlobalClusterIdentifier) = (source, global);
        Client.PromoteReadReplicaDBClusterAsync(default!, default)
            .ReturnsForAnyArgs(new PromoteReadReplicaDBClusterResponse { DBCluster = Shop });

        var plan = await PlanAsync(PromoteCluster.Tool, new { clusterId = "shop" });

        Assert.Equal(obstacle, plan.Obstacles.SingleOrDefault());
        if (obstacle is not null) return;
        await RunAsync(PromoteCluster.Tool, new { clusterId = "shop" });
        await Client.Received().PromoteReadReplicaDBClusterAsync(
            Arg.Is<PromoteReadReplicaDBClusterRequest>(r => r.DBClusterIdentifier == "shop"), default);
    }

    // Left out, RDS deletes the automated backups, and with them what rds_restore_cluster could still bring back.
    [Theory]
    [InlineData("aurora-postgresql", false, false)]
    [InlineData("aurora-postgresql", true, true)]
    [InlineData("neptune", false, null)]
    public async Task Automated_backups_of_a_deleted_cluster_are_kept(string engine, bool deleteAutomatedBackups, bool? sent)
    {
        (Shop.Engine, Shop.DeletionProtection, Shop.DBClusterMembers) = (engine, false, []);
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs<DescribeDBClusterSnapshotsResponse>(call =>
            call.Arg<DescribeDBClusterSnapshotsRequest>().DBClusterSnapshotIdentifier is null ? new()
                : throw new DBClusterSnapshotNotFoundException("none"));
        Client.DeleteDBClusterAsync(default!, default).ReturnsForAnyArgs(new DeleteDBClusterResponse { DBCluster = Shop });

        var plan = await PlanAsync(DeleteCluster.Tool, new { clusterId = "shop", deleteAutomatedBackups });
        await RunAsync(DeleteCluster.Tool, new { clusterId = "shop", deleteAutomatedBackups });

        Assert.Equal(sent is false, Lines(plan).Contains("automated backups: stays; kept for 7 more days, for rds_restore_cluster"));
        await Client.Received().DeleteDBClusterAsync(Arg.Is<DeleteDBClusterRequest>(r => r.DeleteAutomatedBackups == sent), default);
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
