using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_event_source (GetEventSourceMapping, DeleteEventSourceMapping).</summary>
public static class DeleteEventSource
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_event_source", "Deletes an event source mapping; the function and the queue or stream stay.", PlanAsync, RunAsync,
        iam: ["lambda:GetEventSourceMapping", "lambda:ListTags", "lambda:DeleteEventSourceMapping"],
        examples: ["Stop feeding the queue jobs to worker for good."]);

    public sealed record Input
    {
        [Description("Id of the mapping."), RegularExpression(@"[\w-]+")]
        public required string Id { get; init; }
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var m = await lambda.GetEventSourceMappingAsync(new GetEventSourceMappingRequest { UUID = input.Id }, ct);
        var tags = m.EventSourceMappingArn is { } arn ? (await lambda.ListTagsAsync(new ListTagsRequest { Resource = arn }, ct)).Tags ?? [] : null;
        return new($"Delete the event source mapping {m.UUID}.",
        [
            $"{m.EventSourceArn} is no longer read by {Functions.Short(m.FunctionArn)}; its records stay where they are until they expire",
            "LOST: how far a stream was read. A new mapping begins at its starting position.",
        ])
        {
            Resources = [new(m.EventSourceMappingArn ?? m.UUID, $"{m.State}, {m.EventSourceArn} -> {m.FunctionArn}, batches of {m.BatchSize}") { Tags = tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.DeleteEventSourceMappingAsync(new DeleteEventSourceMappingRequest { UUID = input.Id }, ct);
        return new(answer.UUID, answer.State);
    }
}
