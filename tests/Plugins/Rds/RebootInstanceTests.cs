using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class RebootInstanceTests : RdsToolTest
{
    public RebootInstanceTests() => There(Orders);

    [Fact]
    public async Task A_failover_needs_a_standby()
    {
        var plan = await PlanAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true });

        Assert.StartsWith("It has no standby", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // S3-C6b: Aurora fails over with its cluster.
    [Fact]
    public async Task The_failover_of_a_member_names_the_call_of_its_cluster()
    {
        (Orders.DBClusterIdentifier, Orders.Engine) = ("shop", "aurora-postgresql");

        var plan = await PlanAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true });

        Assert.Contains("use rds_failover_cluster with clusterId=shop", Assert.Single(plan.Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_names_parameters_that_come_into_force()
    {
        Orders.MultiAZ = true;
        Orders.DBParameterGroups = [new() { DBParameterGroupName = "tuned", ParameterApplyStatus = "pending-reboot" }];

        var plan = await PlanAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true });

        Assert.Contains("orders: parameter group tuned: pending -> in force", Lines(plan));
    }

    [Fact]
    public async Task The_failover_is_asked_for()
    {
        Client.RebootDBInstanceAsync(Arg.Is<RebootDBInstanceRequest>(r => r.ForceFailover == true), default)
            .Returns(new RebootDBInstanceResponse { DBInstance = Orders });

        Assert.Equal("available", (await RunAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true }))
            .GetProperty("status").GetString());
    }
}
