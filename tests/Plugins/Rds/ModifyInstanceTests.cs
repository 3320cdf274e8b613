using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ModifyInstanceTests : RdsToolTest
{
    private ModifyDBInstanceRequest? sent;

    public ModifyInstanceTests()
    {
        There(Orders);
        Client.ModifyDBInstanceAsync(Arg.Do<ModifyDBInstanceRequest>(r => sent = r), default).ReturnsForAnyArgs(new ModifyDBInstanceResponse { DBInstance = Orders });
    }

    [Fact]
    public async Task The_plan_tells_now_and_then_and_when_and_the_price()
    {
        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.m7g.large", deletionProtection = false, storageGib = 20 });

        Assert.EndsWith("in its maintenance window sun:02:00-sun:03:00 UTC.", plan.Summary);
        Assert.Equal(
            [
                "class: db.t4g.micro -> db.m7g.large, in the next maintenance window; an outage of some minutes",
                "deletion protection: on -> off, at once",
            ], plan.Effects);
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task At_once_takes_what_was_pending_with_it_and_fewer_backup_days_lose_backups()
    {
        Orders.PendingModifiedValues = new() { EngineVersion = "16.4" };

        var plan = await PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", backupDays = 1, applyImmediately = true });

        Assert.Equal(["backup days: 7 -> 1, at once; LOST: automated backups that are older", "also at once, as it was pending: version: 16.4"], plan.Effects);
    }

    [Fact]
    public async Task Only_what_differs_is_sent()
    {
        var result = await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", instanceClass = "db.t4g.micro", storageGib = 100 });

        Assert.Equal((null, 100, false), (sent!.DBInstanceClass, sent.AllocatedStorage!.Value, sent.ApplyImmediately!.Value));
        Assert.Single(result.GetProperty("changed").EnumerateArray());
    }

    [Fact]
    public async Task A_password_that_AWS_does_not_keep_yet_becomes_a_managed_one()
    {
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", rotatePassword = true });
        Assert.Equal((true, null), (sent!.ManageMasterUserPassword, sent.RotateMasterUserPassword));

        Orders.MasterUserSecret = new() { SecretArn = "arn" };
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", rotatePassword = true }));
        await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", rotatePassword = true, applyImmediately = true });
        Assert.Equal((null, true), (sent!.ManageMasterUserPassword, sent.RotateMasterUserPassword));
    }

    [Fact]
    public async Task Nothing_to_change_is_an_error_only_when_nothing_was_named()
    {
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyInstance.Tool, new { instanceId = "orders", applyImmediately = true }));

        var same = await RunAsync(ModifyInstance.Tool, new { instanceId = "orders", storageGib = 20 });

        Assert.Empty(same.GetProperty("changed").EnumerateArray());
        Assert.Null(sent);
    }
}
