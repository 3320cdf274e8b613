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
        await RunAsync(CreateEventSource.Tool,
            new
            {
                functionName = "orders",
                sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs",
                reportBatchItemFailures = true,
                maxConcurrency = 2
            });
        Assert.Null(sent!.StartingPosition);
        Assert.Equal(("ReportBatchItemFailures", 2), (sent.FunctionResponseTypes.Single(), sent.ScalingConfig.MaximumConcurrency!.Value));

        await RunAsync(CreateEventSource.Tool,
            new { functionName = "orders", sourceArn = "arn:aws:kinesis:eu-west-1:123456789012:stream/s", filters = new[] { "{}" } });
        Assert.Equal((EventSourcePosition.LATEST, "{}"), (sent.StartingPosition, sent.FilterCriteria.Filters.Single().Pattern));
    }

    [Fact]
    public async Task The_plan_names_who_reads_the_source_already()
    {
        EventSource($"{Arn}2");

        var plan = await PlanAsync(CreateEventSource.Tool,
            new { functionName = "worker", sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs" });

        Assert.Contains("orders2 already reads it (m-1, Enabled).", plan.Warnings);
    }

    // Lambda refuses a second mapping of the two, but for brokers and clusters, of which there may be another queue or topic.
    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs", 1)]
    [InlineData("arn:aws:kafka:eu-west-1:123456789012:cluster/c/1", 0)]
    public async Task A_source_that_the_function_reads_already_is_an_obstacle(string sourceArn, int obstacles)
    {
        EventSource();

        Assert.Equal(obstacles, (await PlanAsync(CreateEventSource.Tool, new { functionName = "orders", sourceArn })).Obstacles.Count);
    }

    public static TheoryData<object> Unfit =>
    [
        new { functionName = "orders", sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs", maxRetries = 3 },
        new { functionName = "orders", sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs", failureDestinationArn = "arn:aws:sns:x:1:t" },
        new { functionName = "orders", sourceArn = "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1", reportBatchItemFailures = true },
        new { functionName = "orders", sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs.fifo", maximumBatchingWindowSeconds = 5 },
    ];

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task What_the_kind_of_source_does_not_have_is_refused_before_the_plan(object arguments)
    {
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateEventSource.Tool, arguments))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task Brokers_and_document_databases_get_their_secret_queue_and_database() // S3-B14c
    {
        const string secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:mq";
        await RunAsync(CreateEventSource.Tool, new
        {
            functionName = "orders",
            sourceArn = "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1",
            queue = "jobs",
            virtualHost = "/",
            basicAuthSecretArn = secret,
        });
        Assert.Equal(("jobs", null), (sent!.Queues.Single(), sent.StartingPosition));
        Assert.Equal(["BASIC_AUTH", "VIRTUAL_HOST"], sent.SourceAccessConfigurations.Select(a => a.Type.Value));

        await RunAsync(CreateEventSource.Tool, new
        {
            functionName = "orders",
            sourceArn = "arn:aws:rds:eu-west-1:123456789012:cluster:docs",
            databaseName = "shop",
            collectionName = "orders",
            basicAuthSecretArn = secret,
        });
        Assert.Equal(("shop", "orders", "LATEST"),
            (sent.DocumentDBEventSourceConfig.DatabaseName, sent.DocumentDBEventSourceConfig.CollectionName, sent.StartingPosition.Value));
    }

    [Theory]
    [InlineData("""{"topic":"t"}""")]
    [InlineData("""{"queue":"q"}""")]
    [InlineData("""{"databaseName":"d"}""")]
    [InlineData("""{"collectionName":"c"}""")]
    [InlineData("""{"filters":["{body"]}""")]
    public async Task What_does_not_belong_to_a_queue_is_refused_before_anything_is_sent(string more)
    {
        var arguments = System.Text.Json.Nodes.JsonNode.Parse(more)!.AsObject();
        (arguments["functionName"], arguments["sourceArn"]) = ("orders", "arn:aws:sqs:eu-west-1:123456789012:jobs");

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateEventSource.Tool, arguments))).Code);

        Assert.Empty(Client.ReceivedCalls());
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs", 11, 0, false)]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs", 11, 1, true)]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:jobs.fifo", 11, 1, false)]
    [InlineData("arn:aws:kinesis:eu-west-1:123456789012:stream/s", 100, 0, true)]
    public void Only_queues_limit_a_batch(string source, int size, int window, bool fits)
    {
        var refused = Record.Exception(() => CreateEventSource.CheckBatch(source, size, window));

        Assert.Equal(fits, refused is null);
    }
}
