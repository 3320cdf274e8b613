using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class ListStacksTests : CfnToolTest
{
    private ListStacksRequest? sent;

    private void Answers(params StackSummary[] stacks) => Client.ListStacksAsync(Arg.Do<ListStacksRequest>(r => sent = r), default).ReturnsForAnyArgs(new ListStacksResponse { StackSummaries = [.. stacks] });

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
            new StackSummary { StackName = "web", StackId = Id, StackStatus = "CREATE_COMPLETE", DriftInformation = new() { StackDriftStatus = "DRIFTED" } },
            new StackSummary { StackName = "gone", StackId = "arn:gone", StackStatus = "DELETE_COMPLETE" });

        var items = (await RunAsync(ListStacks.Tool, new { })).GetProperty("items");

        Assert.Equal(("DRIFTED", false, "arn:gone"), (items[0].GetProperty("drift").GetString(), items[0].TryGetProperty("id", out _), items[1].GetProperty("id").GetString()));
    }
}

public sealed class GetStackTests : CfnToolTest
{
    [Fact]
    public async Task A_stack_in_order_comes_with_its_resources_and_no_failures()
    {
        Stack.Outputs = [new() { OutputKey = "Url", OutputValue = "https://example.com", ExportName = "web-url" }];

        var stack = await RunAsync(GetStack.Tool, new { stack = "web" });

        Assert.Equal(("****", "web-url", "web-db"), (stack.GetProperty("parameters").GetProperty("DbPassword").GetString(), stack.GetProperty("outputs")[0].GetProperty("exportName").GetString(), stack.GetProperty("resources")[1].GetProperty("id").GetString()));
        Assert.False(stack.TryGetProperty("failures", out _));
    }

    [Fact]
    public async Task After_a_failure_the_cause_is_told_and_not_what_was_cancelled()
    {
        Stack.StackStatus = StackStatus.UPDATE_ROLLBACK_COMPLETE;

        var stack = await RunAsync(GetStack.Tool, new { stack = "web" });

        Assert.Equal("No such engine", Assert.Single(stack.GetProperty("failures").EnumerateArray()).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_stack_that_does_not_exist_is_not_found()
    {
        HasNoStack();

        Assert.Equal(ToolErrorCode.NotFound, (await FailsAsync(() => RunAsync(GetStack.Tool, new { stack = "web" }))).Code);
    }
}

public sealed class ListEventsTests : CfnToolTest
{
    [Fact]
    public async Task Failures_are_looked_for_on_further_pages()
    {
        Client.DescribeStackEventsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeStackEventsResponse { StackEvents = [Cancelled], NextToken = "2" }, new DescribeStackEventsResponse { StackEvents = [Failed] });

        var page = await RunAsync(ListEvents.Tool, new { stack = "web", failedOnly = true });

        Assert.Equal("Db", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("resource").GetString());
    }

    [Fact]
    public async Task Reading_ends_at_events_that_are_older_than_asked_for()
    {
        Client.DescribeStackEventsAsync(default!, default).ReturnsForAnyArgs(new DescribeStackEventsResponse { StackEvents = [Cancelled, Failed], NextToken = "2" });

        var page = await RunAsync(ListEvents.Tool, new { stack = "web", since = "2026-02-02T00:00:03Z" });

        Assert.Equal("Bucket", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("resource").GetString());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }
}

public sealed class GetTemplateTests : CfnToolTest
{
    [Fact]
    public async Task The_stage_and_the_change_set_are_passed_on()
    {
        await RunAsync(GetTemplate.Tool, new { stack = "web", changeSet = "resize", stage = "Processed" });

        await Client.Received().GetTemplateAsync(Arg.Is<GetTemplateRequest>(r => r.ChangeSetName == "resize" && r.TemplateStage == TemplateStage.Processed), Arg.Any<CancellationToken>());
    }
}

public sealed class ValidateTemplateTests : CfnToolTest
{
    [Fact]
    public async Task A_template_with_an_error_is_an_answer_and_no_failure()
    {
        Client.ValidateTemplateAsync(default!, default).ReturnsForAnyArgs<ValidateTemplateResponse>(_ => throw new AmazonCloudFormationException("Template format error: unsupported structure.") { ErrorCode = "ValidationError" });

        var result = await RunAsync(ValidateTemplate.Tool, new { templateBody = "x" });

        Assert.Equal((false, "Template format error: unsupported structure."), (result.GetProperty("valid").GetBoolean(), result.GetProperty("error").GetString()));
    }

    [Fact]
    public async Task The_default_of_a_hidden_parameter_is_not_told()
    {
        Summary.Parameters[1].DefaultValue = "hunter2";

        var result = await RunAsync(ValidateTemplate.Tool, new { templateBody = Template });

        Assert.DoesNotContain("hunter2", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_and_URL_together_are_refused() =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await FailsAsync(() => RunAsync(ValidateTemplate.Tool, new { templateBody = "x", templateUrl = "https://b.s3.amazonaws.com/t" }))).Code);
}

public sealed class ChangeSetReadTests : CfnToolTest
{
    [Fact]
    public async Task Change_sets_are_listed()
    {
        Client.ListChangeSetsAsync(default!, default).ReturnsForAnyArgs(new ListChangeSetsResponse { Summaries = [new() { ChangeSetName = "resize", Status = "CREATE_COMPLETE", ExecutionStatus = "AVAILABLE" }], NextToken = "n" });

        var page = await RunAsync(ListChangeSets.Tool, new { stack = "web" });

        Assert.Equal(("AVAILABLE", "n"), (page.GetProperty("items")[0].GetProperty("executionStatus").GetString(), page.GetProperty("nextCursor").GetString()));
    }

    [Fact]
    public async Task Each_change_tells_what_becomes_of_the_resource()
    {
        var change = (await RunAsync(GetChangeSet.Tool, new { stack = "web", changeSet = "resize" })).GetProperty("changes")[0];

        Assert.Equal(("True", "Engine mysql -> postgres (recreation Always)"), (change.GetProperty("replacement").GetString(), change.GetProperty("details")[0].GetString()));
    }
}

public sealed class GetDriftTests : CfnToolTest
{
    [Fact]
    public async Task Without_a_detection_the_tool_that_makes_one_is_named()
    {
        var drift = await RunAsync(GetDrift.Tool, new { stack = "web" });

        Assert.Contains("cfn_detect_drift", drift.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Differences_are_told_by_property()
    {
        Stack.DriftInformation = new() { StackDriftStatus = "DRIFTED" };
        Client.DescribeStackResourceDriftsAsync(Arg.Is<DescribeStackResourceDriftsRequest>(r => r.StackResourceDriftStatusFilters.Count == 2), default).Returns(new DescribeStackResourceDriftsResponse
        {
            StackResourceDrifts =
            [
                new()
                {
                    LogicalResourceId = "Bucket", PhysicalResourceId = "web-bucket", ResourceType = "AWS::S3::Bucket", StackResourceDriftStatus = "MODIFIED",
                    PropertyDifferences = [new() { PropertyPath = "/Versioning", DifferenceType = "NOT_EQUAL", ExpectedValue = "on", ActualValue = "off" }],
                },
            ],
        });

        var drift = await RunAsync(GetDrift.Tool, new { stack = "web" });

        Assert.Equal("off", drift.GetProperty("resources")[0].GetProperty("differences")[0].GetProperty("actual").GetString());
    }
}
