using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_update_event_source (UpdateEventSourceMapping).</summary>
public static class UpdateEventSource
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "update_event_source", "Disables, enables or changes an event source mapping; what is left out stays.", PlanAsync, RunAsync,
        iam: ["lambda:GetEventSourceMapping", "lambda:ListTags", "lambda:UpdateEventSourceMapping"],
        examples: ["Pause reading of the queue jobs.", "Feed worker a hundred records at a time."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Id of the mapping; lambda_list_event_sources shows it."), RegularExpression(@"[\w-]+")]
        public required string Id { get; init; }

        [Description("false pauses; a stream goes on where it was.")]
        public bool? Enabled { get; init; }

        [Description("Most records in one invocation."), Range(1, 10000)]
        public int? BatchSize { get; init; }

        [Description("Time to gather records before an invocation."), Range(0, 300)]
        public int? MaximumBatchingWindowSeconds { get; init; }

        [Description("JSON patterns; records that match none are dropped. [] for none.")]
        public IReadOnlyList<string>? Filters { get; init; }

        [Description("Most invocations at once; SQS alone has this."), Range(2, 1000)]
        public int? MaxConcurrency { get; init; }

        [Description("Retry only the records that it reports.")]
        public bool? ReportBatchItemFailures { get; init; }

        [Description("Of a stream; -1 until records expire."), Range(-1, 10000)]
        public int? MaxRetries { get; init; }

        [Description("Of a stream: batches of a shard at once."), Range(1, 10)]
        public int? ParallelizationFactor { get; init; }

        [Description("Queue, topic or bucket for failed batches.")]
        public string? FailureDestinationArn { get; init; }
    }

    public sealed record Result(string Id, string? State, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var m = await lambda.GetEventSourceMappingAsync(new GetEventSourceMappingRequest { UUID = input.Id }, ct);
        var unknowns = new Unknowns(context.Target);
        var tags = m.EventSourceMappingArn is { } arn
            ? await unknowns.TryAsync("The tags", () => lambda.ListTagsAsync(new ListTagsRequest { Resource = arn }, ct)) : null;
        var (changes, back) = Compare(m, input);
        var (function, source) = (Functions.Short(m.FunctionArn), m.EventSourceArn ?? "its source");
        return new PlanBuilder($"Change how {source} feeds {function}.")
            .Touch(new PlannedResource(m.EventSourceMappingArn ?? m.UUID, $"{m.State}, from {source} to {function}")
            {
                Tags = tags is null ? null : Tags.Map(tags.Tags, t => t.Key, t => t.Value),
            })
            .Add(changes.All)
            .Warn(input.Enabled is false ? "Records wait at the source, and are lost if they expire there." : null)
            .Obstacle(m.State is "Deleting" or "Creating" ? $"It is {m.State}." : null)
            .Unknown(unknowns.Notes)
            .Undo("lambda_update_event_source", back)
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var m = await lambda.GetEventSourceMappingAsync(new GetEventSourceMappingRequest { UUID = input.Id }, ct);
        var (changes, _) = Compare(m, input);
        if (changes.ChangesNothing) return new(m.UUID, m.State, []);
        // Left out, it is said to be enabled, also where it is paused.
        var changed = await lambda.UpdateEventSourceMappingAsync(
            changes.ApplyTo(new UpdateEventSourceMappingRequest { UUID = m.UUID, Enabled = IsEnabled(m) }), ct);
        context.Done($"changed the event source mapping {m.UUID}");
        return new(changed.UUID, changed.State, [.. changes.Changed.Select(c => $"{c.Property}: {c.From} -> {c.To}")]);
    }

    private static bool IsEnabled(GetEventSourceMappingResponse m) => m.State is not ("Disabled" or "Disabling");

    private static (SettingChanges<UpdateEventSourceMappingRequest> Changes, Dictionary<string,
        object?> Back) Compare(GetEventSourceMappingResponse m, Input input)
    {
        foreach (var filter in input.Filters ?? [])
            if (Invoke.Parse(filter) is null)
                throw ToolException.InvalidInput($"The filter {filter} is not JSON.", """For example {"body": {"kind": ["order"]}}.""");
        if ((input.BatchSize ?? input.MaximumBatchingWindowSeconds) is not null)
            CreateEventSource.CheckBatch(m.EventSourceArn, input.BatchSize ?? m.BatchSize,
                input.MaximumBatchingWindowSeconds ?? m.MaximumBatchingWindowInSeconds);
        var changes = new SettingChanges<UpdateEventSourceMappingRequest>($"event source mapping {m.UUID}");
        var back = new Dictionary<string, object?> { ["id"] = m.UUID };
        Add("enabled", "enabled", IsEnabled(m), input.Enabled, (r, v) => r.Enabled = v);
        Add("batchSize", "batch size", m.BatchSize, input.BatchSize, (r, v) => r.BatchSize = v);
        Add("maximumBatchingWindowSeconds", "batching window s", m.MaximumBatchingWindowInSeconds ?? 0, input.MaximumBatchingWindowSeconds,
            (r, v) => r.MaximumBatchingWindowInSeconds = v);
        List<string> filters = [.. (m.FilterCriteria?.Filters ?? []).Select(f => f.Pattern)];
        Add("filters", "filters", filters, input.Filters, (r, v) =>
            r.FilterCriteria = new() { Filters = [.. v!.Select(f => new Filter { Pattern = f })] });
        Add("maxConcurrency", "most invocations at once", m.ScalingConfig?.MaximumConcurrency, input.MaxConcurrency, (r, v) =>
            r.ScalingConfig = new() { MaximumConcurrency = v });
        Add("reportBatchItemFailures", "retries of single records", (m.FunctionResponseTypes ?? []).Contains("ReportBatchItemFailures"),
            input.ReportBatchItemFailures,
            (r, v) => r.FunctionResponseTypes = v is true ? ["ReportBatchItemFailures"] : []);
        Add("maxRetries", "retries", m.MaximumRetryAttempts, input.MaxRetries, (r, v) => r.MaximumRetryAttempts = v);
        Add("parallelizationFactor", "batches of a shard at once", m.ParallelizationFactor, input.ParallelizationFactor, (r, v) =>
            r.ParallelizationFactor = v);
        Add("failureDestinationArn", "failed batches to", m.DestinationConfig?.OnFailure?.Destination, input.FailureDestinationArn,
            (r, v) => r.DestinationConfig = new() { OnFailure = new() { Destination = v } });
        return changes.IsEmpty ? throw ToolException.NothingToChange() : (changes, back);

        void Add<T>(string argument, string property, object? now, T then, Action<UpdateEventSourceMappingRequest, T> set)
        {
            if (then is null) return;
            changes.Add(property, now, then, set);
            if (now is not null) back[argument] = now;
        }
    }
}
