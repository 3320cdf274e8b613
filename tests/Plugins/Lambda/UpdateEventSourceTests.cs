using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class UpdateEventSourceTests : LambdaToolTest
{
    private UpdateEventSourceMappingRequest? sent;

    public UpdateEventSourceTests()
    {
        Client.GetEventSourceMappingAsync(default!, default).ReturnsForAnyArgs(new GetEventSourceMappingResponse
        {
            UUID = "m-1",
            FunctionArn = Arn,
            EventSourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs",
            State = "Enabled",
            BatchSize = 10,
        });
        Client.UpdateEventSourceMappingAsync(Arg.Do<UpdateEventSourceMappingRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateEventSourceMappingResponse { UUID = "m-1", State = "Disabling" });
    }

    [Fact]
    public async Task It_is_paused_and_the_way_back_resumes_it()
    {
        var plan = await PlanAsync(UpdateEventSource.Tool, new { id = "m-1", enabled = false });
        var result = await RunAsync(UpdateEventSource.Tool, new { id = "m-1", enabled = false });

        Assert.True(plan.Undo!.Arguments.GetProperty("enabled").GetBoolean());
        Assert.Single(plan.Warnings);
        Assert.Equal((false, null, "enabled: on -> off"),
            (sent!.Enabled!.Value, sent.BatchSize, result.GetProperty("changed")[0].GetString()));
    }

    // UpdateEventSourceMappingRequest.Enabled: "Default: True".
    [Theory]
    [InlineData("Disabled", false)]
    [InlineData("Enabled", true)]
    public async Task One_that_is_paused_stays_so_when_something_else_changes(string state, bool enabled)
    {
        Client.GetEventSourceMappingAsync(default!, default).ReturnsForAnyArgs(
            new GetEventSourceMappingResponse
            {
                UUID = "m-1",
                FunctionArn = Arn,
                State = state,
                BatchSize = 10,
                EventSourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs",
            });

        await RunAsync(UpdateEventSource.Tool, new { id = "m-1", batchSize = 5 });

        Assert.Equal((enabled, 5), (sent!.Enabled!.Value, sent.BatchSize!.Value));
    }

    [Fact]
    public async Task What_is_so_already_is_not_sent_and_nothing_is_an_error()
    {
        await RunAsync(UpdateEventSource.Tool, new { id = "m-1", batchSize = 10, enabled = true });

        Assert.Null(sent);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateEventSource.Tool, new { id = "m-1" }));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateEventSource.Tool, new { id = "m-1", filters = new[] { "no json" } }));
    }
}
