using Amazon.KeyManagementService;
using Amazon.SQS;
using Infra;
using Infra.Aws;

namespace Acme.Sqs;

/// <summary>The clients of the module's tools; each tool names what it uses.</summary>
public sealed record Clients(IAmazonSQS Sqs, IAmazonKeyManagementService Kms);

public sealed class SqsModule() : AwsModule<Clients>("sqs", "SQS queues, and the keys that encrypt them.", noun: "queue")
{
    protected override IReadOnlyList<AwsTool<Clients>> Tools =>
        [ListQueues.Tool.On((Clients c) => c.Sqs), GetEncryption.Tool, DeleteQueue.Tool.On((Clients c) => c.Sqs)];

    protected override Clients CreateClient(AwsTarget target) => new(
        new AmazonSQSClient(target.Configure<AmazonSQSConfig>()),
        new AmazonKeyManagementServiceClient(target.Configure<AmazonKeyManagementServiceConfig>()));
}
