using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class RollbackTests : CfnToolTest
{
    [Fact]
    public async Task A_stuck_roll_back_tells_what_got_stuck_and_what_is_left_as_it_is()
    {
        Stack.StackStatus = StackStatus.UPDATE_ROLLBACK_FAILED;

        var open = await PlanAsync(ContinueRollback.Tool, new { stackName = "web" });
        var skipped = await PlanAsync(ContinueRollback.Tool, new { stackName = "web", skipResources = new[] { "Db" } });

        Assert.Equal("Db (AWS::RDS::DBInstance) got stuck: No such engine", Assert.Single(open.Warnings));
        Assert.Empty(skipped.Warnings);
        Assert.Contains(skipped.Changes, c => c is { Kind: ChangeKind.None, Resource: "Db" });
    }

    [Fact]
    public async Task Only_a_stuck_roll_back_is_continued_and_only_a_failed_operation_rolled_back()
    {
        Assert.Contains("cfn_rollback_stack", Assert.Single((await PlanAsync(ContinueRollback.Tool, new { stackName = "web" })).Obstacles),
            StringComparison.Ordinal);
        Assert.Single((await PlanAsync(RollbackStack.Tool, new { stackName = "web" })).Obstacles);
    }

    [Fact]
    public async Task A_failed_update_is_rolled_back_where_it_touched_something()
    {
        Stack.StackStatus = StackStatus.UPDATE_FAILED;

        var plan = await PlanAsync(RollbackStack.Tool, new { stackName = "web" });

        Assert.StartsWith("Db (", Assert.Single(plan.Changes).Resource, StringComparison.Ordinal);
        Assert.Empty(plan.Obstacles);
    }

    [Fact]
    public async Task The_stack_tells_why_it_failed_and_what_was_rolled_back()
    {
        Stack.StackStatus = StackStatus.UPDATE_ROLLBACK_COMPLETE;
        Client.DescribeStackEventsAsync(default!, default).ReturnsForAnyArgs(new DescribeStackEventsResponse
        {
            StackEvents = [
                Event("8", "web", Id, "UPDATE_ROLLBACK_COMPLETE"), Event("7", "Queue", "q", "DELETE_COMPLETE"),
                    Event("6", "Bucket", "b", "UPDATE_COMPLETE"),
                Event("5", "web", Id, "UPDATE_ROLLBACK_IN_PROGRESS"), Event("4", "Db", "d", "UPDATE_FAILED", "No such engine"),
                    Event("3", "Bucket", "b", "UPDATE_COMPLETE"),
                Event("2", "web", Id, "UPDATE_IN_PROGRESS"), Event("1", "Old", "o", "DELETE_COMPLETE")],
        });

        var result = await RunAsync(GetStack.Tool, new { stackName = "web" });

        Assert.Equal("No such engine", result.GetProperty("failures")[0].GetProperty("reason").GetString());
        Assert.Equal(["Bucket (T): set back", "Queue (T): deleted"],
            result.GetProperty("rolledBack").EnumerateArray().Select(r => r.GetString()!));

        static StackEvent Event(string id, string logical, string physical, string status, string? reason = null) => new()
        {
            EventId = id,
            LogicalResourceId = logical,
            PhysicalResourceId = physical,
            ResourceStatus = status,
            ResourceStatusReason = reason,
            ResourceType = "T",
        };
    }

    [Fact]
    public async Task A_deletion_is_forced_only_after_one_has_failed()
    {
        Client.ListImportsAsync(default!, default).ReturnsForAnyArgs(new ListImportsResponse());
        Assert.Contains("leave force out",
            Assert.Single((await PlanAsync(DeleteStack.Tool, new { stackName = "web", force = true })).Obstacles),
                StringComparison.Ordinal);
        Stack.StackStatus = StackStatus.DELETE_FAILED;
        DeleteStackRequest? sent = null;
        Client.DeleteStackAsync(Arg.Do<DeleteStackRequest>(r => sent = r), default).ReturnsForAnyArgs(new DeleteStackResponse());

        Assert.Empty((await PlanAsync(DeleteStack.Tool, new { stackName = "web", force = true })).Obstacles);
        await RunAsync(DeleteStack.Tool, new { stackName = "web", force = true });

        Assert.Equal(DeletionMode.FORCE_DELETE_STACK, sent!.DeletionMode);
    }
}
