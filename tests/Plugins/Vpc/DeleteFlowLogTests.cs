using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteFlowLogTests : FlowLogTest
{
    [Fact]
    public async Task Its_records_stay()
    {
        Client.DeleteFlowLogsAsync(default!, default).ReturnsForAnyArgs(new DeleteFlowLogsResponse());

        Assert.Contains("records in flow: stays; they cost money as long as they are kept",
            Lines(await PlanAsync(DeleteFlowLog.Tool, new { flowLogId = "fl-1" })));
        Assert.Equal("fl-1", (await RunAsync(DeleteFlowLog.Tool, new { flowLogId = "fl-1" })).GetProperty("deleted").GetString());
    }
}
