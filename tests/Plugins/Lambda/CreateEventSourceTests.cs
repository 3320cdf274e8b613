using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class CreateEventSourceTests : LambdaToolTest
{
    private CreateEventSourceMappingRequest? sent;

    public CreateEventSourceTests() => Client.CreateEventSourceMappingAsync(Arg.Do<CreateEventSourceMappingRequest>(r => sent = r), default)
        .ReturnsForAnyArgs(new CreateEventSourceMappingResponse { UUID = "m-2", FunctionArn = Arn, State = "Creating" });

    [Fact]
    public async Task A_queue_has_no_starting_position_and_a_stream_begins_with_what_is_new()
    {
        await RunAsync(CreateEventSource.Tool, new { functionName = "orders", sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs", partialFailures = true, maxConcurrency = 2 });
        Assert.Null(sent!.StartingPosition);
        Assert.Equal(("ReportBatchItemFailures", 2), (sent.FunctionResponseTypes.Single(), sent.ScalingConfig.MaximumConcurrency!.Value));

        await RunAsync(CreateEventSource.Tool, new { functionName = "orders", sourceArn = "arn:aws:kinesis:eu-west-1:123456789012:stream/s", filters = new[] { "{}" } });
        Assert.Equal((EventSourcePosition.LATEST, "{}"), (sent.StartingPosition, sent.FilterCriteria.Filters.Single().Pattern));
    }

    [Fact]
    public async Task The_plan_names_who_reads_the_source_already()
    {
        EventSource();

        var plan = await PlanAsync(CreateEventSource.Tool, new { functionName = "worker", sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs" });

        Assert.Contains("orders already reads it (m-1, Enabled).", plan.Effects);
    }
}
