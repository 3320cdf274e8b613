using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_create_event_source (CreateEventSourceMapping).</summary>
public static class CreateEventSource
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, ListEventSources.Row>(
        "create_event_source", "Lets Lambda read a queue or stream and feed it to a function. For services that call by themselves, use lambda_add_permission.", PlanAsync, RunAsync,
        iam:
        [
            "lambda:GetFunction", "lambda:ListTags", "lambda:ListEventSourceMappings", "lambda:CreateEventSourceMapping",
            "lambda:TagResource",
        ],
        examples: ["Feed the queue jobs to the function worker, ten at a time."]);

    public sealed record Input : FunctionInput
    {
        [Description("Queue or stream.")]
        public required string SourceArn { get; init; }

        [Description("Most records.")]
        public int? BatchSize { get; init; }

        [Description("To fill a batch.")]
        public int? WindowSeconds { get; init; }

        [Description("In a stream."), AllowedValues("LATEST", "TRIM_HORIZON")]
        public string? StartingPosition { get; init; }

        [Description("Kafka topic or MQ queue.")]
        public string? Topic { get; init; }

        [Description("JSON patterns; the rest is dropped.")]
        public IReadOnlyList<string> Filters { get; init; } = [];

        [Description("For SQS.")]
        public int? MaxConcurrency { get; init; }

        [Description("It reports failed records.")]
        public bool PartialFailures { get; init; }

        [Description("For streams.")]
        public int? MaxRetries { get; init; }

        [Description("Queue or topic.")]
        public string? FailureDestinationArn { get; init; }

        [Description("Enabled.")]
        public bool Enabled { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var finding = Functions.FindAsync(lambda, input.FunctionName, ct);
        var listing = lambda.ListEventSourceMappingsAsync(new ListEventSourceMappingsRequest { EventSourceArn = input.SourceArn }, ct);
        await Task.WhenAll(finding, listing);
        var found = await finding;
        return new($"Feed {input.SourceArn} to {Functions.Describe(found.Configuration)}.",
        [
            input.Enabled ? "Its records are taken from now on, and a queue's records that the function takes are gone from the queue." : "It stays disabled.",
            .. IsStream(input) ? [$"It begins at {Start(input)}."] : Array.Empty<string>(),
            .. ((await listing).EventSourceMappings ?? []).OrderBy(m => m.UUID, StringComparer.Ordinal).Select(m => $"{Functions.Short(m.FunctionArn)} already reads it ({m.UUID}, {m.State})."),
            $"The role {found.Configuration.Role} must be allowed to read it.",
        ])
        {
            Resources = [Functions.ToResource(found)],
        };
    }

    public static async Task<ListEventSources.Row> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var m = await lambda.CreateEventSourceMappingAsync(new CreateEventSourceMappingRequest
        {
            FunctionName = input.FunctionName,
            EventSourceArn = input.SourceArn,
            BatchSize = input.BatchSize,
            MaximumBatchingWindowInSeconds = input.WindowSeconds,
            StartingPosition = IsStream(input) ? Start(input) : null,
            Topics = input.Topic is not null && !IsMq(input) ? [input.Topic] : null,
            Queues = input.Topic is not null && IsMq(input) ? [input.Topic] : null,
            FilterCriteria = input.Filters.Count == 0 ? null : new() { Filters = [.. input.Filters.Select(f => new Filter { Pattern = f })] },
            ScalingConfig = input.MaxConcurrency is { } most ? new() { MaximumConcurrency = most } : null,
            FunctionResponseTypes = input.PartialFailures ? ["ReportBatchItemFailures"] : null,
            MaximumRetryAttempts = input.MaxRetries,
            DestinationConfig = input.FailureDestinationArn is { } arn ? new() { OnFailure = new() { Destination = arn } } : null,
            Enabled = input.Enabled,
            Tags = input.Tags.Count == 0 ? null : input.Tags.ToDictionary(),
        }, ct);
        return new(m.UUID, Functions.Short(m.FunctionArn), m.EventSourceArn, m.State, m.BatchSize, m.LastProcessingResult);
    }

    private static bool IsStream(Input input) => new[] { ":kinesis:", ":dynamodb:", ":kafka:", ":rds:" }.Any(s => input.SourceArn.Contains(s, StringComparison.Ordinal));

    private static bool IsMq(Input input) => input.SourceArn.Contains(":mq:", StringComparison.Ordinal);

    // Lambda asks for it, and only new records can be no surprise.
    private static string Start(Input input) => input.StartingPosition ?? "LATEST";
}
