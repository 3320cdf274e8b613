namespace Infra.Plugins.Vpc;

public sealed class ListFlowLogsTests : FlowLogTest
{
    [Fact]
    public async Task The_destination_is_the_log_group_or_the_bucket() => Assert.Equal("flow",
        (await RunAsync(ListFlowLogs.Tool, new { resourceId = "vpc-1" })).GetProperty("items")[0].GetProperty("destination").GetString());
}
