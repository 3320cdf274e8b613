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

    // As EC2-M2: it is available before and after.
    [Theory]
    [InlineData(new[] { "available", "available", "rebooting", "rebooting", "available" }, 5)]
    [InlineData(new[] { "rebooting", "available" }, 2)]
    [InlineData(new[] { "available" }, 5)] // Over before the second look.
    public async Task The_wait_does_not_take_the_status_from_before_for_the_one_after(string[] statuses, int looks)
    {
        var look = 0;
        Client.RebootDBInstanceAsync(default!, default).ReturnsForAnyArgs(new RebootDBInstanceResponse { DBInstance = Orders });
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            Orders.DBInstanceStatus = statuses[Math.Min(look++, statuses.Length - 1)];
            return new DescribeDBInstancesResponse { DBInstances = [Orders] };
        });

        var result = await RunAsync(RebootInstance.Tool, new { instanceId = "orders", wait = true });

        Assert.Equal(("available", looks), (result.GetProperty("status").GetString(), look));
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
