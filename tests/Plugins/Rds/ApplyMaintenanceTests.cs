using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ApplyMaintenanceTests : RdsToolTest
{
    public ApplyMaintenanceTests()
    {
        There(Orders);
        Client.DescribePendingMaintenanceActionsAsync(default!, default).ReturnsForAnyArgs(new DescribePendingMaintenanceActionsResponse
        {
            PendingMaintenanceActions = [new() { PendingMaintenanceActionDetails = [new() { Action = "system-update" }] }],
        });
    }

    [Fact]
    public async Task In_the_window_it_can_be_taken_back_and_at_once_it_cannot()
    {
        var later = await PlanAsync(ApplyMaintenance.Tool, new { sourceId = "orders", action = "system-update" });
        var now = await PlanAsync(ApplyMaintenance.Tool, new { sourceId = "orders", action = "system-update", when = "immediate" });

        Assert.Equal("undo-opt-in", later.Undo!.Arguments.GetProperty("when").GetString());
        Assert.Equal("in the window sun:02:00-sun:03:00 UTC", later.Changes[0].To);
        Assert.NotNull(now.NoUndo);
    }

    [Fact]
    public async Task What_is_not_pending_is_refused_and_what_is_pending_named() =>
        Assert.Equal("db-upgrade is not pending; that is system-update.",
            Assert.Single((await PlanAsync(ApplyMaintenance.Tool, new { sourceId = "orders", action = "db-upgrade" })).Obstacles));
}
