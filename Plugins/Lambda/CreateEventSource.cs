using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_create_event_source (CreateEventSourceMapping).</summary>
public static class CreateEventSource
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, ListEventSources.Row>(
        "create_event_source",
        "Lets Lambda read a queue or stream and feed it to a function. For services that call by themselves, use lambda_add_permission.",
        PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListEventSourceMappings", "lambda:CreateEventSourceMapping",
            "lambda:TagResource",
        ],
        examples: ["Feed the queue jobs to the function worker, ten at a time."]);

    public sealed record Input : FunctionInput
    {
        [Description("Queue, stream, broker or cluster ARN.")]
        public required string SourceArn { get; init; }

        [Description("Most records in one invocation."), Range(1, 10000)]
        public int? BatchSize { get; init; }

        [Description("Time to gather records before an invocation."), Range(0, 300)]
        public int? MaximumBatchingWindowSeconds { get; init; }

        [Description("Where to begin in a stream; LATEST is the default."), AllowedValues("LATEST", "TRIM_HORIZON")]
        public string? StartingPosition { get; init; }

        [Description("Kafka topic.")]
        public string? Topic { get; init; }

        [Description("Queue of an MQ broker.")]
        public string? Queue { get; init; }

        [Description("Virtual host of a RabbitMQ broker.")]
        public string? VirtualHost { get; init; }

        [Description("Secrets Manager ARN of the login, for MQ and DocumentDB.")]
        public string? BasicAuthSecretArn { get; init; }

        [Description("Database of a DocumentDB cluster.")]
        public string? DatabaseName { get; init; }

        [Description("Collection in the DocumentDB database; without it all.")]
        public string? CollectionName { get; init; }

        [Description("JSON patterns; records that match none are dropped.")]
        public IReadOnlyList<string> Filters { get; init; } = [];

        [Description("Most invocations at once; SQS alone has this."), Range(2, 1000)]
        public int? MaxConcurrency { get; init; }

        [Description("Retry only the records that it reports.")]
        public bool ReportBatchItemFailures { get; init; }

        [Description("Of a stream; -1 until records expire."), Range(-1, 10000)]
        public int? MaxRetries { get; init; }

        [Description("Queue, topic or bucket for failed batches.")]
        public string? FailureDestinationArn { get; init; }

        [Description("Begin to read at once.")]
        public bool Enabled { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var unknowns = new Unknowns(context.Target);
        var (name, qualifier) = Functions.Split(input.FunctionName, null);
        var finding = Functions.FindAsync(lambda, name, ct, qualifier);
        var listing = unknowns.TryAsync("Who reads it already", () => Paging.AllAsync(async marker =>
        {
            var a = await lambda.ListEventSourceMappingsAsync(
                new ListEventSourceMappingsRequest { EventSourceArn = input.SourceArn, MaxItems = 100, Marker = marker }, ct);
            return (a.EventSourceMappings, a.NextMarker);
        }, m => m.UUID));
        await Task.WhenAll(finding, listing);
        var (found, others) = (await finding, await listing ?? []);
        var plan = new PlanBuilder($"Feed {input.SourceArn} to {Functions.Describe(found.Configuration)}.")
            .Touch(Functions.ToResource(found))
            .Create($"event source mapping of {input.SourceArn}",
                input.Enabled ? "records are taken from now on; a queue loses those that the function takes" : "it stays disabled");
        if (IsStream(input)) plan.Create($"event source mapping of {input.SourceArn}", "starting position", Start(input));
        foreach (var m in others)
        {
            // Of a broker or a cluster it may read another queue, topic or database.
            if (m.FunctionArn == found.Configuration.FunctionArn && Is(input, ":sqs:", ":kinesis:", ":dynamodb:"))
                plan.Obstacle($"The function reads it already ({m.UUID}, {m.State}); lambda_update_event_source changes how.");
            else plan.Warn($"{Functions.Short(m.FunctionArn)} already reads it ({m.UUID}, {m.State}).");
        }

        return plan.Warn($"The role {found.Configuration.Role} must be allowed to read it.").Unknown(unknowns.Notes).Build();
    }

    public static async Task<ListEventSources.Row> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var m = await lambda.CreateEventSourceMappingAsync(new CreateEventSourceMappingRequest
        {
            FunctionName = input.FunctionName,
            EventSourceArn = input.SourceArn,
            BatchSize = input.BatchSize,
            MaximumBatchingWindowInSeconds = input.MaximumBatchingWindowSeconds,
            StartingPosition = IsStream(input) ? Start(input) : null,
            Topics = input.Topic is null ? null : [input.Topic],
            Queues = input.Queue is null ? null : [input.Queue],
            SourceAccessConfigurations = Access(input) is { Count: > 0 } access ? access : null,
            DocumentDBEventSourceConfig = input.DatabaseName is null ? null
                : new() { DatabaseName = input.DatabaseName, CollectionName = input.CollectionName },
            FilterCriteria = input.Filters.Count == 0 ? null
                : new() { Filters = [.. input.Filters.Select(f => new Filter { Pattern = f })] },
            ScalingConfig = input.MaxConcurrency is { } most ? new() { MaximumConcurrency = most } : null,
            FunctionResponseTypes = input.ReportBatchItemFailures ? ["ReportBatchItemFailures"] : null,
            MaximumRetryAttempts = input.MaxRetries,
            DestinationConfig = input.FailureDestinationArn is { } arn ? new() { OnFailure = new() { Destination = arn } } : null,
            Enabled = input.Enabled,
            Tags = input.Tags.Count == 0 ? null : input.Tags.ToDictionary(),
        }, ct);
        context.Done($"created the event source mapping {m.UUID}", created: m.UUID);
        return new(m.UUID, Functions.Short(m.FunctionArn), m.EventSourceArn, m.State, m.BatchSize, m.LastProcessingResult);
    }

    private static List<SourceAccessConfiguration> Access(Input input) =>
    [
        .. input.BasicAuthSecretArn is { } secret ? [new() { Type = SourceAccessType.BASIC_AUTH, URI = secret }]
            : Array.Empty<SourceAccessConfiguration>(),
        .. input.VirtualHost is { } host ? [new() { Type = SourceAccessType.VIRTUAL_HOST, URI = host }]
            : Array.Empty<SourceAccessConfiguration>(),
    ];

    // What does not belong to the kind of source Lambda would leave out or refuse with less to go by.
    private static void Check(Input input)
    {
        foreach (var filter in input.Filters)
            if (Invoke.Parse(filter) is null)
                throw ToolException.InvalidInput($"The filter {filter} is not JSON.", """For example {"body": {"kind": ["order"]}}.""");
        if (input.CollectionName is not null && input.DatabaseName is null)
            throw ToolException.InvalidInput("A collection needs its database.", "Pass databaseName.");
        Belongs(input.Queue ?? input.VirtualHost, "queue and virtualHost", "MQ brokers", ":mq:");
        Belongs(input.Topic, "topic", "Kafka clusters", ":kafka:");
        Belongs(input.DatabaseName, "databaseName", "DocumentDB clusters", ":rds:");
        Belongs(input.MaxConcurrency, "maxConcurrency", "SQS queues", ":sqs:");
        Belongs(input.MaxRetries, "maxRetries", "streams and Kafka clusters", ":kinesis:", ":dynamodb:", ":kafka:");
        Belongs(input.FailureDestinationArn, "failureDestinationArn", "streams and Kafka clusters", ":kinesis:", ":dynamodb:", ":kafka:");
        if (input.ReportBatchItemFailures)
            Belongs("", "reportBatchItemFailures", "streams, Kafka clusters and SQS queues", ":kinesis:", ":dynamodb:", ":kafka:", ":sqs:");
        CheckBatch(input.SourceArn, input.BatchSize, input.MaximumBatchingWindowSeconds);

        void Belongs(object? value, string argument, string kind, params ReadOnlySpan<string> services)
        {
            if (value is not null && !Is(input, services))
                throw ToolException.InvalidInput($"{argument} is for {kind}; {input.SourceArn} is another kind of source.",
                    "Leave it out.");
        }
    }

    /// <exception cref="ToolException">The source has no such batches.</exception>
    internal static void CheckBatch(string? source, int? size, int? window)
    {
        if (source?.Contains(":sqs:", StringComparison.Ordinal) is not true) return;
        var isFifo = source.EndsWith(".fifo", StringComparison.Ordinal);
        if (isFifo && window is > 0)
            throw ToolException.InvalidInput("Lambda gathers no messages of a FIFO queue.", "Leave maximumBatchingWindowSeconds out.");
        if (size is not > 10) return;
        if (isFifo)
            throw ToolException.InvalidInput("A FIFO queue gives at most 10 messages at a time.", "Pass a batchSize of at most 10.");
        // Streams are documented to need it too, and yet have 100 records without a window by default.
        if (window is not > 0)
            throw ToolException.InvalidInput("A batch of more than 10 messages needs time to gather.",
                "Pass maximumBatchingWindowSeconds of at least 1.");
    }

    private static bool IsStream(Input input) => Is(input, ":kinesis:", ":dynamodb:", ":kafka:", ":rds:");

    private static bool Is(Input input, params ReadOnlySpan<string> services)
    {
        foreach (var service in services)
            if (input.SourceArn.Contains(service, StringComparison.Ordinal)) return true;
        return false;
    }

    // Lambda asks for it, and only new records can be no surprise.
    private static string Start(Input input) => input.StartingPosition ?? "LATEST";
}
