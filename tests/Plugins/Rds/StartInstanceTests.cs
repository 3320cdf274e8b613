using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class StartInstanceTests : RdsToolTest
{
    [Fact]
    public async Task It_waits_for_available()
    {
        There(Orders);
        Client.StartDBInstanceAsync(Arg.Is<StartDBInstanceRequest>(r => r.DBInstanceIdentifier == "orders"), default)
            .Returns(new StartDBInstanceResponse
            {
                DBInstance = new()
                {
                    DBInstanceIdentifier = "orders",
                    DBInstanceArn = "arn",
                    DBInstanceStatus = "starting"
                }
            });

        Assert.Equal("starting", (await RunAsync(StartInstance.Tool, new { instanceId = "orders" })).GetProperty("status").GetString());
        Assert.Equal("available", (await RunAsync(StartInstance.Tool, new { instanceId = "orders", wait = true })).GetProperty("status")
            .GetString());
    }

    [Fact]
    public async Task The_plan_of_an_unknown_instance_fails()
    {
        NotThere();

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(StartInstance.Tool, new { instanceId = "orders" }))).Code);
    }

    [Fact]
    public async Task What_fails_while_it_starts_ends_the_wait_with_the_reason_of_RDS()
    {
        (Orders.DBInstanceStatus, Orders.StatusInfos) = ("incompatible-network",
            [new() { Normal = false, Message = "The subnet is gone." }]);
        There(Orders);
        Client.StartDBInstanceAsync(default!, default).ReturnsForAnyArgs(new StartDBInstanceResponse { DBInstance = Orders });

        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(StartInstance.Tool, new { instanceId = "orders", wait = true }));

        Assert.Equal("orders is incompatible-network; rds_list_events may say why. The subnet is gone.", error.Message);
    }
}
