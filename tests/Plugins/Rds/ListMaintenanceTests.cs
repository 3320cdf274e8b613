using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListMaintenanceTests : RdsToolTest
{
    [Fact]
    public async Task Each_action_is_a_row_with_the_id_and_type_of_its_database()
    {
        Client.DescribePendingMaintenanceActionsAsync(default!, default).ReturnsForAnyArgs(new DescribePendingMaintenanceActionsResponse
        {
            PendingMaintenanceActions = [new()
            {
                ResourceIdentifier = "arn:aws:rds:eu-west-1:123456789012:cluster:shop",
                PendingMaintenanceActionDetails =
                    [new() { Action = "system-update", OptInStatus = "next-maintenance" }, new() { Action = "db-upgrade" }],
            }],
        });

        var rows = (await RunAsync(ListMaintenance.Tool, new { })).GetProperty("items");

        Assert.Equal(2, rows.GetArrayLength());
        Assert.Equal(("shop", "cluster", "next-maintenance"),
            (rows[0].GetProperty("id").GetString(), rows[0].GetProperty("type").GetString(), rows[0].GetProperty("optIn").GetString()));
    }
}
