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
        [Description("Id of the mapping; lambda_list_event_sources shows it."), RegularExpression(@"[\w-]+")]
        public required string Id { get; init; }
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var m = await lambda.GetEventSourceMappingAsync(new GetEventSourceMappingRequest { UUID = input.Id }, ct);
        var unknowns = new Unknowns(context.Target);
        var tags = m.EventSourceMappingArn is { } arn
            ? await unknowns.TryAsync("The tags", () => lambda.ListTagsAsync(new ListTagsRequest { Resource = arn }, ct)) : null;
        var (function, source) = (Functions.Short(m.FunctionArn), m.EventSourceArn ?? "its source");
        var plan = new PlanBuilder($"Delete the event source mapping {m.UUID}.")
            .Touch(new PlannedResource(m.EventSourceMappingArn ?? m.UUID,
                $"{m.State}, from {source} to {function}, batches of {PlanBuilder.Text(m.BatchSize)}")
            {
                Tags = tags is null ? null : Tags.Map(tags.Tags, t => t.Key, t => t.Value),
            })
            .Delete($"event source mapping {m.UUID}", $"{function} no longer reads {source}; records stay there until they expire");
        if (m.StartingPosition is not null) plan.Lose($"how far {source} was read");
        return plan.Unknown(unknowns.Notes).NoUndo("A new mapping has another id and begins at its starting position.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await lambda.DeleteEventSourceMappingAsync(new DeleteEventSourceMappingRequest { UUID = input.Id }, ct);
        context.Done($"deleted the event source mapping {answer.UUID}");
        return new(answer.UUID, answer.State);
    }
}
