using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class GetStackTests : CfnToolTest
{
    [Fact]
    public async Task A_stack_in_order_comes_with_its_resources_and_no_failures()
    {
        Stack.Outputs = [new() { OutputKey = "Url", OutputValue = "https://example.com", ExportName = "web-url" }];

        var stack = await RunAsync(GetStack.Tool, new { stackName = "web" });

        Assert.Equal(("****", "web-url", "web-db"),
            (stack.GetProperty("parameters").GetProperty("DbPassword").GetString(),
            stack.GetProperty("outputs")[0].GetProperty("exportName").GetString(),
            stack.GetProperty("resources")[1].GetProperty("id").GetString()));
        Assert.False(stack.TryGetProperty("failures", out _));
    }

    [Fact]
    public async Task After_a_failure_the_cause_is_told_and_not_what_was_cancelled()
    {
        Stack.StackStatus = StackStatus.UPDATE_ROLLBACK_COMPLETE;

        var stack = await RunAsync(GetStack.Tool, new { stackName = "web" });

        Assert.Equal("No such engine", Assert.Single(stack.GetProperty("failures").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_stack_that_does_not_exist_is_not_found()
    {
        HasNoStack();

        Assert.Equal(ToolErrorCode.NotFound, (await FailsAsync(() => RunAsync(GetStack.Tool, new { stackName = "web" }))).Code);
    }

    // ANS-R3
    [Fact]
    public async Task Many_resources_come_in_parts()
    {
        Client.ListStackResourcesAsync(default!, default).ReturnsForAnyArgs(new ListStackResourcesResponse
        {
            StackResourceSummaries = [.. Enumerable.Range(0, 100)
                .Select(n =>
                new StackResourceSummary { LogicalResourceId = $"R{n}", ResourceType = "X", ResourceStatus = "CREATE_COMPLETE" })],
        });

        var first = await RunAsync(GetStack.Tool, new { stackName = "web" });
        var second = await RunAsync(GetStack.Tool, new { stackName = "web", offset = 60 });

        Assert.Equal("60 of 100 resources are shown; pass offset 60 for more.", first.GetProperty("note").GetString());
        Assert.Equal((40, "R60"),
            (second.GetProperty("resources").GetArrayLength(), second.GetProperty("resources")[0].GetProperty("logicalId").GetString()));
    }

    // The first failures of an operation are its causes, and a page may end before them.
    [Fact]
    public async Task The_causes_are_found_behind_the_first_page_and_not_in_an_older_operation()
    {
        Stack.StackStatus = StackStatus.UPDATE_ROLLBACK_COMPLETE;
        StackEvent Event(string resource, string status, string? reason = null) => new()
        {
            StackId = Id,
            LogicalResourceId = resource,
            PhysicalResourceId = resource == "web" ? Id : resource,
            ResourceStatus = status,
            ResourceStatusReason = reason,
        };
        Client.DescribeStackEventsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeStackEventsResponse
            {
                StackEvents = [.. Enumerable.Range(1, 6).Select(i => Event($"R{i}", "UPDATE_FAILED", $"late {i}"))],
                NextToken = "n",
            },
            new DescribeStackEventsResponse
            {
                StackEvents = [Event("Db", "UPDATE_FAILED", "the cause"), Event("web", "UPDATE_IN_PROGRESS"),
                    Event("Old", "CREATE_FAILED", "of another time")],
            });

        var failures = (await RunAsync(GetStack.Tool, new { stackName = "web" })).GetProperty("failures").GetRawText();

        Assert.Contains("the cause", failures, StringComparison.Ordinal);
        Assert.DoesNotContain("of another time", failures, StringComparison.Ordinal);
    }
}
