using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SQS;
using Amazon.SQS.Model;
using Infra;
using Infra.Aws;

namespace AcmeNamespace;

/// <summary>acmemodule_list_queues (ListQueues).</summary>
public static class ListQueues
{
    public static readonly AwsTool<IAmazonSQS> Tool = AwsTool<IAmazonSQS>.Read<Input, Page<Row>>(
        "list_queues", "Lists queues.", RunAsync,
        iam: ["sqs:ListQueues"],
        examples: ["Which queues begin with orders?"]);

    public sealed record Input : PageInput
    {
        [Description("Only names that begin so."), StringLength(80, MinimumLength = 1)]
        public string? Prefix { get; init; }
    }

    public sealed record Row(string Name, string Url);

    public static async Task<Page<Row>> RunAsync(IAmazonSQS sqs, Input input, CancellationToken ct)
    {
        var answer = await sqs.ListQueuesAsync(new ListQueuesRequest
        {
            QueueNamePrefix = input.Prefix,
            // Without it SQS answers with at most 1,000 queues and no token.
            MaxResults = input.Limit,
            NextToken = input.Cursor,
        }, ct);
        // AWS's empty lists are null.
        return new([.. (answer.QueueUrls ?? []).Select(url => new Row(url[(url.LastIndexOf('/') + 1)..], url))], answer.NextToken);
    }
}
