namespace Infra.Plugins.AutoScaling;

public sealed class ListScheduledActionsTests : AsgTest
{
    [Fact]
    public async Task Scheduled_actions_tell_only_what_they_change()
    {
        var row = (await RunAsync(ListScheduledActions.Tool, new { group = "web" })).GetProperty("items")[0];

        Assert.Equal((0, "0 20 * * *"), (row.GetProperty("min").GetInt32(), row.GetProperty("recurrence").GetString()));
        Assert.False(row.TryGetProperty("max", out _));
    }
}
