using Amazon.CloudFormation;
using Amazon.CloudFormation.Model;

namespace Infra.Plugins.CloudFormation;

public sealed class RefactorTests : CfnToolTest
{
    private readonly DescribeStackRefactorResponse refactor = new()
    {
        StackRefactorId = "r-1",
        StackIds = [Id],
        Status = StackRefactorStatus.CREATE_COMPLETE,
        ExecutionStatus = StackRefactorExecutionStatus.AVAILABLE,
    };

    public RefactorTests()
    {
        Client.DescribeStackRefactorAsync(default!, default).ReturnsForAnyArgs(_ => refactor);
        Client.ListStackRefactorActionsAsync(default!, default).ReturnsForAnyArgs(new ListStackRefactorActionsResponse
        {
            StackRefactorActions =
            [
                new()
                {
                    Action = "MOVE", Entity = "RESOURCE", PhysicalResourceId = "orders",
                    ResourceMapping = new()
                    {
                        Source = new() { StackName = Id, LogicalResourceId = "Queue" },
                        Destination = new() { StackName = "data", LogicalResourceId = "Orders" },
                    },
                },
            ],
        });
    }

    [Fact]
    public async Task A_refactoring_says_what_goes_where() =>
        Assert.Equal("MOVE orders: web.Queue to data.Orders",
            (await RunAsync(GetRefactor.Tool, new { refactorId = "r-1" })).GetProperty("actions")[0].GetString());

    [Fact]
    public async Task Moves_are_sent_as_places_and_a_stack_that_is_not_there_must_be_asked_for()
    {
        CreateStackRefactorRequest? sent = null;
        Client.CreateStackRefactorAsync(Arg.Do<CreateStackRefactorRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateStackRefactorResponse { StackRefactorId = "r-1" });
        var arguments = new { stacks = new[] { new { stackName = "web", templateBody = Template } }, moves = Map("web.Queue=data.Orders") };

        HasNoStack();
        var refused = await PlanAsync(CreateRefactor.Tool, arguments);
        var result = await RunAsync(CreateRefactor.Tool, arguments);

        Assert.Equal(("web", "Queue", "data", "Orders"), (sent!.ResourceMappings[0].Source.StackName,
            sent.ResourceMappings[0].Source.LogicalResourceId, sent.ResourceMappings[0].Destination.StackName,
            sent.ResourceMappings[0].Destination.LogicalResourceId));
        Assert.Equal("r-1", result.GetProperty("id").GetString());
        Assert.Contains("createStacks", Assert.Single(refused.Obstacles), StringComparison.Ordinal);
        await FailsAsync(() => RunAsync(CreateRefactor.Tool, new { arguments.stacks, moves = Map("web=data.Orders") }));
    }

    [Fact]
    public async Task Only_what_is_worked_out_and_available_is_carried_out()
    {
        Assert.Empty((await PlanAsync(ExecuteRefactor.Tool, new { refactorId = "r-1" })).Obstacles);
        (refactor.Status, refactor.StatusReason) = (StackRefactorStatus.CREATE_FAILED, "the templates change a resource");

        Assert.Contains("change a resource",
            Assert.Single((await PlanAsync(ExecuteRefactor.Tool, new { refactorId = "r-1" })).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_that_was_rolled_back_is_a_failure_with_its_reason()
    {
        Client.ExecuteStackRefactorAsync(default!, default).ReturnsForAnyArgs(new ExecuteStackRefactorResponse());
        (refactor.ExecutionStatus, refactor.ExecutionStatusReason) = ("ROLLBACK_COMPLETE", "a stack was busy");

        Assert.Contains("a stack was busy",
            (await FailsAsync(() => RunAsync(ExecuteRefactor.Tool, new { refactorId = "r-1", wait = true }))).Message,
                StringComparison.Ordinal);
    }
}
