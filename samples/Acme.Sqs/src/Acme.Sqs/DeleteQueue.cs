using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SQS;
using Amazon.SQS.Model;
using Infra;
using Infra.Aws;

namespace Acme.Sqs;

/// <summary>sqs_delete_queue (DeleteQueue).</summary>
public static class DeleteQueue
{
    public static readonly AwsTool<IAmazonSQS> Tool = AwsTool<IAmazonSQS>.Destructive<Input, Result>(
        "delete_queue", "Deletes a queue and the messages in it.", PlanAsync, RunAsync,
        iam: ["sqs:GetQueueAttributes", "sqs:ListQueueTags", "sqs:DeleteQueue"],
        examples: ["""{"queueUrl":"https://sqs.eu-west-1.amazonaws.com/111122223333/orders"}"""]);

    public sealed record Input
    {
        [Description("Queue URL, from sqs_list_queues."), RegularExpression("https?://[^/]+/.+")]
        public required string QueueUrl { get; init; }
    }

    public sealed record Result(string Deleted);

    // Reads only: the guard refuses anything else while a plan is made.
    public static async Task<ToolPlan> PlanAsync(IAmazonSQS sqs, Input input, CancellationToken ct)
    {
        var queue = await AttributesAsync(sqs, input.QueueUrl, ct);
        var tags = await sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = input.QueueUrl }, ct);
        var name = input.QueueUrl[(input.QueueUrl.LastIndexOf('/') + 1)..];
        var plan = new PlanBuilder($"Delete the queue {name}.")
            .Touch(new PlannedResource(queue.QueueARN, $"about {queue.ApproximateNumberOfMessages} messages") { Tags = tags.Tags ?? [] })
            .Delete(name)
            .NoUndo("SQS keeps no copy of a deleted queue.");
        var messages = queue.ApproximateNumberOfMessages + queue.ApproximateNumberOfMessagesNotVisible
            + queue.ApproximateNumberOfMessagesDelayed;
        return (messages > 0 ? plan.Lose($"about {messages} messages") : plan).Build();
    }

    public static async Task<Result> RunAsync(IAmazonSQS sqs, Input input, ToolContext context, CancellationToken ct)
    {
        await sqs.DeleteQueueAsync(new DeleteQueueRequest { QueueUrl = input.QueueUrl }, ct);
        context.Done($"deleted {input.QueueUrl}");
        return new(input.QueueUrl);
    }

    private static async Task<GetQueueAttributesResponse> AttributesAsync(IAmazonSQS sqs, string url, CancellationToken ct)
    {
        try
        {
            return await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["All"] }, ct);
        }
        catch (QueueDoesNotExistException)
        {
            throw new ToolException(ToolErrorCode.NotFound, $"There is no queue {url}.", "sqs_list_queues lists them.");
        }
    }
}
