using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ListChangeSetsTests : CfnToolTest
{
    [Fact]
    public async Task Change_sets_are_listed()
    {
        Client.ListChangeSetsAsync(default!, default)
            .ReturnsForAnyArgs(new ListChangeSetsResponse
            {
                Summaries = [new() { ChangeSetName = "resize", Status = "CREATE_COMPLETE",
            ExecutionStatus = "AVAILABLE" }],
                NextToken = "n"
            });

        var page = await RunAsync(ListChangeSets.Tool, new { stackName = "web" });

        Assert.Equal(("AVAILABLE", "n"),
            (page.GetProperty("items")[0].GetProperty("executionStatus").GetString(), page.GetProperty("nextCursor").GetString()));
    }
}
