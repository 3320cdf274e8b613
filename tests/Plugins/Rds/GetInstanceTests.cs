using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class GetInstanceTests : RdsToolTest
{
    public GetInstanceTests()
    {
        There(Orders);
        Snapshots(Snapshot("rds:orders-1", "automated"), Snapshot("before-release"));
        Client.DescribeEventsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeEventsResponse { Events = [new() { Date = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), Message = "old" }], Marker = "2" },
            new DescribeEventsResponse { Events = [new() { Date = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc), Message = "DB instance restarted" }] });
        Client.DescribePendingMaintenanceActionsAsync(default!, default).ReturnsForAnyArgs(new DescribePendingMaintenanceActionsResponse
        {
            PendingMaintenanceActions = [new() { PendingMaintenanceActionDetails = [new() { Action = "os-upgrade", Description = "New OS", ForcedApplyDate = new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc) }] }],
        });
    }

    [Fact]
    public async Task What_belongs_to_the_instance_is_in_the_same_answer()
    {
        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.Equal("DB instance restarted", result.GetProperty("events")[0].GetProperty("message").GetString());
        Assert.Equal(2, result.GetProperty("events").GetArrayLength());
        Assert.Equal((1, 1), (result.GetProperty("backup").GetProperty("automated").GetInt32(), result.GetProperty("backup").GetProperty("manual").GetInt32()));
        Assert.Equal("os-upgrade: New OS (from 2026-04-01 00:00Z)", result.GetProperty("maintenance").GetProperty("pending")[0].GetString());
    }

    [Fact]
    public async Task Pending_changes_are_told_and_a_pending_password_is_not()
    {
        Orders.PendingModifiedValues = new() { DBInstanceClass = "db.m7g.large", MultiAZ = true, MasterUserPassword = "hunter2-hunter2" };

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.Equal(["class: db.m7g.large", "multi-AZ: True", "master password: changed"], result.GetProperty("pendingChanges").EnumerateArray().Select(c => c.GetString()!));
        Assert.DoesNotContain("hunter2", result.GetRawText());
    }

    [Fact]
    public async Task A_role_that_may_not_read_maintenance_gets_the_rest_and_is_told()
    {
        Client.DescribePendingMaintenanceActionsAsync(default!, default).ReturnsForAnyArgs<DescribePendingMaintenanceActionsResponse>(_ => throw new AmazonRDSException("no") { ErrorCode = "AccessDenied" });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.Equal("Pending maintenance could not be read: AccessDenied.", result.GetProperty("maintenance").GetProperty("note").GetString());
    }
}
