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
            .ReturnsForAnyArgs(new DeleteDBInstanceResponse { DBInstance = new() { DBInstanceIdentifier = "orders", DBInstanceStatus = "deleting" } });
    }

    [Fact]
    public async Task The_plan_tells_protection_snapshot_backups_and_replicas()
    {
        Orders.ReadReplicaDBInstanceIdentifiers = ["orders-read"];

        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.Equal(
            [
                "REFUSED by AWS as it stands: deletion protection is on; turn it off with rds_modify_instance first.",
                "First its data goes into the final snapshot orders-final, which costs until it is deleted.",
                "kept for 7 more days: automated backups",
                "kept: 1 manual snapshot(s)",
                "replica orders-read becomes an instance of its own",
                "clients of orders.abc.eu-west-1.rds.amazonaws.com:5432 lose it",
            ], plan.Effects);
    }

    [Fact]
    public async Task Without_a_final_snapshot_the_plan_says_what_is_lost()
    {
        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders", skipFinalSnapshot = true, deleteAutomatedBackups = true });

        Assert.EndsWith("AND ALL ITS DATA.", plan.Summary);
        Assert.Equal(2, plan.Effects.Count(e => e.StartsWith("LOST", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_snapshot_of_the_final_name_that_is_there_already_stops_the_plan()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteInstance.Tool, new { instanceId = "orders", finalSnapshotId = "before-release" }));

        Assert.Equal(ToolErrorCode.Conflict, error.Code);
    }

    [Fact]
    public async Task The_final_snapshot_is_taken_and_backups_stay_unless_refused()
    {
        var result = await RunAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.Equal((false, "orders-final", false), (sent!.SkipFinalSnapshot!.Value, sent.FinalDBSnapshotIdentifier, sent.DeleteAutomatedBackups!.Value));
        Assert.Equal("orders-final", result.GetProperty("finalSnapshotId").GetString());
    }

    [Fact]
    public async Task A_member_of_a_cluster_has_no_data_to_save()
    {
        Orders.DBClusterIdentifier = "shop";

        var plan = await PlanAsync(DeleteInstance.Tool, new { instanceId = "orders" });
        await RunAsync(DeleteInstance.Tool, new { instanceId = "orders" });

        Assert.Contains("The data stays in cluster shop; it loses this member.", plan.Effects);
        Assert.Equal((true, null), (sent!.SkipFinalSnapshot!.Value, sent.FinalDBSnapshotIdentifier));
    }

    [Fact]
    public async Task Waiting_ends_when_it_is_gone()
    {
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(
            _ => new DescribeDBInstancesResponse { DBInstances = [Orders] }, _ => throw new DBInstanceNotFoundException("gone"));

        Assert.Equal("deleted", (await RunAsync(DeleteInstance.Tool, new { instanceId = "orders", wait = true })).GetProperty("status").GetString());
    }
}
