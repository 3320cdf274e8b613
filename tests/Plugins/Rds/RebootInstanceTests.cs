using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class RebootInstanceTests : RdsToolTest
{
    public RebootInstanceTests() => There(Orders);

    [Fact]
    public async Task A_failover_needs_a_standby()
    {
        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true }));

        Assert.Equal(ToolErrorCode.Conflict, error.Code);
    }

    [Fact]
    public async Task The_plan_names_parameters_that_come_into_force()
    {
        Orders.MultiAZ = true;
        Orders.DBParameterGroups = [new() { DBParameterGroupName = "tuned", ParameterApplyStatus = "pending-reboot" }];

        var plan = await PlanAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true });

        Assert.Contains("parameter group tuned: pending -> in force", plan.Effects);
    }

    [Fact]
    public async Task The_failover_is_asked_for()
    {
        Client.RebootDBInstanceAsync(Arg.Is<RebootDBInstanceRequest>(r => r.ForceFailover == true), default).Returns(new RebootDBInstanceResponse { DBInstance = Orders });

        await RunAsync(RebootInstance.Tool, new { instanceId = "orders", failover = true });
    }
}
