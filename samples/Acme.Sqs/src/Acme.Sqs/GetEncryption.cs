using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.KeyManagementService.Model;
using Amazon.SQS.Model;
using Infra;
using Infra.Aws;

namespace Acme.Sqs;

/// <summary>sqs_get_encryption (GetQueueAttributes, DescribeKey).</summary>
public static class GetEncryption
{
    public static readonly AwsTool<Clients> Tool = AwsTool<Clients>.Read<Input, Result>(
        "get_encryption", "How a queue is encrypted, and whether its KMS key can be used. For the queues, use sqs_list_queues.", RunAsync,
        iam: ["sqs:GetQueueAttributes", "kms:DescribeKey"],
        examples: ["Is the orders queue encrypted with a key of ours?"]);

    public sealed record Input
    {
        [Description("Queue URL, from sqs_list_queues."), RegularExpression("https?://[^/]+/.+")]
        public required string QueueUrl { get; init; }
    }

    /// <param name="By">none, sqs (a key of SQS itself) or kms.</param>
    public sealed record Result(string By, string? KeyArn = null, string? KeyState = null, string? KeyManager = null);

    public static async Task<Result> RunAsync(Clients clients, Input input, CancellationToken ct)
    {
        GetQueueAttributesResponse queue;
        try
        {
            queue = await clients.Sqs.GetQueueAttributesAsync(
                new GetQueueAttributesRequest
                {
                    QueueUrl = input.QueueUrl,
                    AttributeNames = ["KmsMasterKeyId", "SqsManagedSseEnabled"],
                }, ct);
        }
        catch (QueueDoesNotExistException)
        {
            throw new ToolException(ToolErrorCode.NotFound, $"There is no queue {input.QueueUrl}.", "sqs_list_queues lists them.");
        }

        var attributes = queue.Attributes ?? [];
        if (attributes.GetValueOrDefault("KmsMasterKeyId") is not { Length: > 0 } id)
            return new(attributes.GetValueOrDefault("SqsManagedSseEnabled") is "true" ? "sqs" : "none");
        var key = (await clients.Kms.DescribeKeyAsync(new DescribeKeyRequest { KeyId = id }, ct)).KeyMetadata;
        return new("kms", key.Arn, key.KeyState?.Value, key.KeyManager?.Value);
    }
}
