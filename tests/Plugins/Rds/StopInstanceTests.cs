using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class StopInstanceTests : RdsToolTest
{
    public StopInstanceTests()
    {
        There(Orders);
        Snapshots(Snapshot("thursday"));
    }

    [Fact]
    public async Task The_plan_says_that_it_starts_again_by_itself()
    {
        var plan = await PlanAsync(StopInstance.Tool, new { instanceId = "orders", snapshotId = "friday" });

        Assert.Contains(plan.Warnings, w => w.Contains("after 7 days", StringComparison.Ordinal));
        Assert.Contains("snapshot friday of orders: created; taken first; it costs until it is deleted", Lines(plan));
        Assert.Empty(plan.Obstacles);
        Assert.Single((await PlanAsync(StopInstance.Tool, new { instanceId = "orders", snapshotId = "thursday" })).Obstacles);
    }

    // S3-C6b
    [Theory]
    [InlineData("member", "use rds_stop_cluster with clusterId=shop")]
    [InlineData("replica", "read replica")]
    [InlineData("source", "read replicas")]
    [InlineData("stopped", "It is stopped")]
    public async Task What_RDS_does_not_stop_is_refused_in_the_plan(string what, string why)
    {
        switch (what)
        {
            case "member": (Orders.DBClusterIdentifier, Orders.Engine) = ("shop", "aurora-postgresql"); break;
            case "replica": Orders.ReadReplicaSourceDBInstanceIdentifier = "main"; break;
            case "source": Orders.ReadReplicaDBInstanceIdentifiers = ["copy"]; break;
            default: Orders.DBInstanceStatus = what; break;
        }

        Assert.Contains(why, Assert.Single((await PlanAsync(StopInstance.Tool, new { instanceId = "orders" })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_snapshot_is_asked_for()
    {
        Client.StopDBInstanceAsync(
            Arg.Is<StopDBInstanceRequest>(r => r.DBInstanceIdentifier == "orders" && r.DBSnapshotIdentifier == "friday"), default)
            .Returns(new StopDBInstanceResponse { DBInstance = Orders });

        Assert.Equal("orders", (await RunAsync(StopInstance.Tool, new { instanceId = "orders", snapshotId = "friday" })).GetProperty("id")
            .GetString());
    }
}
