using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ListStacksTests : CfnToolTest
{
    private ListStacksRequest? sent;

    private void Answers(params StackSummary[] stacks) =>
        Client.ListStacksAsync(Arg.Do<ListStacksRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new ListStacksResponse { StackSummaries = [.. stacks] });

    [Theory]
    [InlineData("existing", 22)]
    [InlineData("deleted", 1)]
    [InlineData("failed", 9)]
    [InlineData("in-progress", 9)]
    public async Task CloudFormation_filters_by_status(string status, int count)
    {
        Answers();

        await RunAsync(ListStacks.Tool, new { status });

        Assert.Equal(count, sent!.StackStatusFilter.Count);
    }

    [Fact]
    public async Task Only_deleted_stacks_need_their_id()
    {
        Answers(
            new StackSummary
            {
                StackName = "web",
                StackId = Id,
                StackStatus = "CREATE_COMPLETE",
                DriftInformation = new() { StackDriftStatus = "DRIFTED" }
            },
            new StackSummary { StackName = "gone", StackId = "arn:gone", StackStatus = "DELETE_COMPLETE" });

        var items = (await RunAsync(ListStacks.Tool, new { })).GetProperty("items");

        Assert.Equal(("DRIFTED", false, "arn:gone"),
            (items[0].GetProperty("drift").GetString(), items[0].TryGetProperty("id", out _), items[1].GetProperty("id").GetString()));
    }

    [Fact]
    public async Task A_name_is_the_whole_name_with_wildcards()
    {
        Answers(new StackSummary { StackName = "web", StackStatus = "CREATE_COMPLETE" },
            new StackSummary { StackName = "web-test", StackStatus = "CREATE_COMPLETE" });

        Assert.Equal(1, (await RunAsync(ListStacks.Tool, new { name = "WEB" })).GetProperty("items").GetArrayLength());
        Assert.Equal(2, (await RunAsync(ListStacks.Tool, new { name = "web*" })).GetProperty("items").GetArrayLength());
    }
}
