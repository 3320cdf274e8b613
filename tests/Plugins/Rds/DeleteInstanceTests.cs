using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class DeleteInstanceTests : RdsToolTest
{
    private DeleteDBInstanceRequest? sent;

    public DeleteInstanceTests()
    {
        There(Orders);
        Snapshots(Snapshot("before-release"));
        Client.DeleteDBInstanceAsync(Arg.Do<DeleteDBInstanceRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DeleteDBInstanceResponse
            {
                DBInstance = new()
                {
                    DBInstanceIdentifier = "orders",
                    DBInstanceStatus = "deleting"
                }
            });
    }

    [Fact]
    public async Task The_plan_tells_protection_snapshot_backups_and_replicas()
    {
        Orders.ReadReplicaDBInstanceIdentifiers = ["orders-read"];

        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.Equal(
        [
            "DB instance orders: deleted", "final snapshot orders-final: created; it has all data, and costs until it is deleted",
            "automated backups: stays; kept for 7 more days, for rds_restore_to_time", "1 manual snapshot(s): stays",
            "LOST: the replication to orders-read; it becomes independent",
            "LOST: the endpoint orders.abc.eu-west-1.rds.amazonaws.com:5432",
            "AWS will refuse this: Deletion protection is on; turn it off with rds_modify_instance first.",
            "This cannot be taken back: rds_restore_snapshot makes a new instance from orders-final, under another endpoint.",
        ], Lines(plan));
    }

    [Fact]
    public async Task Without_a_final_snapshot_the_plan_says_what_is_lost()
    {
        var plan = await PlanAsync(DeleteInstance.Tool,
            new { instanceId = "orders", skipFinalSnapshot = true, deleteAutomatedBackups = true });

        Assert.EndsWith("AND ALL ITS DATA.", plan.Summary);
        Assert.Equal(["20 GiB of data", "automated backups of 7 days"], plan.Changes.Where(c => c.Kind is ChangeKind.Lose)
            .Select(c => c.Resource).Take(2));
    }

    [Fact]
    public async Task A_snapshot_of_the_final_name_that_is_there_already_stops_the_plan()
    {
        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders", finalSnapshotId = "before-release" });

        Assert.Contains("The snapshot before-release exists already; pass another finalSnapshotId.", plan.Obstacles);
    }

    [Fact]
    public async Task The_final_snapshot_is_taken_and_backups_stay_unless_refused()
    {
        var result = await RunAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.Equal((false, "orders-final", false),
            (sent!.SkipFinalSnapshot!.Value, sent.FinalDBSnapshotIdentifier, sent.DeleteAutomatedBackups!.Value));
        Assert.Equal("orders-final", result.GetProperty("finalSnapshotId").GetString());
    }

    [Fact]
    public async Task A_member_of_a_cluster_has_no_data_to_save()
    {
        Orders.DBClusterIdentifier = "shop";
        Client.DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClustersResponse
        {
            DBClusters = [new() { DBClusterIdentifier = "shop", Engine = "aurora-postgresql",
                DBClusterMembers = [new() { DBInstanceIdentifier = "orders", IsClusterWriter = true }] }],
        });

        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders" });
        await RunAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.Equal("no final snapshot: the data stays in cluster shop", plan.Changes[0].Note);
        Assert.StartsWith("It is the last member of shop", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal((true, null), (sent!.SkipFinalSnapshot!.Value, sent.FinalDBSnapshotIdentifier));
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_gone()
    {
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(
            _ => new DescribeDBInstancesResponse { DBInstances = [Orders] }, _ => throw new DBInstanceNotFoundException("gone"));

        Assert.Equal("deleted", (await RunAsync(DeleteInstance.Tool, new { instanceId = "orders", wait = true })).GetProperty("status")
            .GetString());
    }

    // S3-B13: RDS refuses the name of a final snapshot there.
    [Theory]
    [InlineData("replica of a cluster")]
    [InlineData("incompatible-restore")]
    [InlineData("custom-oracle-ee")]
    public async Task Where_RDS_takes_no_final_snapshot_none_is_promised_or_asked_for(string what)
    {
        switch (what)
        {
            case "incompatible-restore": Orders.DBInstanceStatus = what; break;
            case "custom-oracle-ee": Orders.Engine = what; break;
            default: Orders.ReadReplicaSourceDBClusterIdentifier = "c9"; break;
        }

        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders" });
        await RunAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.StartsWith("no final snapshot: ", plan.Changes[0].Note, StringComparison.Ordinal);
        Assert.Equal(what != "replica of a cluster", plan.Changes.Any(c => c.Kind is ChangeKind.Lose && c.Resource == "20 GiB of data"));
        Assert.Equal((true, null), (sent!.SkipFinalSnapshot!.Value, sent.FinalDBSnapshotIdentifier));
    }
}
