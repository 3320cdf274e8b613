using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class StopInstanceTests : RdsToolTest
{
    public StopInstanceTests() => There(Orders);

    [Fact]
    public async Task The_plan_says_that_it_starts_again_by_itself()
    {
        var plan = await PlanAsync(StopInstance.Tool, new { instanceId = "orders", snapshotId = "friday" });

        Assert.Contains(plan.Effects, e => e.Contains("after 7 days", StringComparison.Ordinal));
        Assert.Contains("Snapshot friday is taken first.", plan.Effects);
    }

    [Fact]
    public async Task The_snapshot_is_asked_for()
    {
        Client.StopDBInstanceAsync(Arg.Is<StopDBInstanceRequest>(r => r.DBInstanceIdentifier == "orders" && r.DBSnapshotIdentifier == "friday"), default)
            .Returns(new StopDBInstanceResponse { DBInstance = Orders });

        await RunAsync(StopInstance.Tool, new { instanceId = "orders", snapshotId = "friday" });
    }
}
