using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class StartInstanceTests : RdsToolTest
{
    [Fact]
    public async Task It_waits_for_available()
    {
        There(Orders);
        Client.StartDBInstanceAsync(Arg.Is<StartDBInstanceRequest>(r => r.DBInstanceIdentifier == "orders"), default)
            .Returns(new StartDBInstanceResponse { DBInstance = new() { DBInstanceIdentifier = "orders", DBInstanceArn = "arn", DBInstanceStatus = "starting" } });

        Assert.Equal("starting", (await RunAsync(StartInstance.Tool, new { instanceId = "orders" })).GetProperty("status").GetString());
        Assert.Equal("available", (await RunAsync(StartInstance.Tool, new { instanceId = "orders", wait = true })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_plan_of_an_unknown_instance_fails()
    {
        NotThere();

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(StartInstance.Tool, new { instanceId = "orders" }))).Code);
    }
}
