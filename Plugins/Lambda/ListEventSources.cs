using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_list_event_sources (ListEventSourceMappings).</summary>
public static class ListEventSources
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Page<Row>>(
        "list_event_sources",
        "Lists event source mappings: queues and streams that Lambda polls. For services that call a function, use lambda_get_policy.",
        RunAsync,
        iam: ["lambda:ListEventSourceMappings"],
        examples: ["Which functions read this queue?", "Is the stream of orders being processed?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN."), RegularExpression(FunctionInput.Pattern)]
        public string? FunctionName { get; init; }

        [Description("ARN of the queue or stream.")]
        public string? SourceArn { get; init; }
    }

    public sealed record Row(string Id, string Function, string? SourceArn, string? State, int? BatchSize, string? LastResult);

    public static async Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.ListEventSourceMappingsAsync(new ListEventSourceMappingsRequest
        {
            FunctionName = input.FunctionName,
            EventSourceArn = input.SourceArn,
            MaxItems = Math.Clamp(input.Limit, 1, 100),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.EventSourceMappings ?? []).Select(ToRow)], answer.NextMarker);
    }

    internal static Row ToRow(EventSourceMappingConfiguration m) => new(
        m.UUID, Functions.Short(m.FunctionArn), m.EventSourceArn, m.State, m.BatchSize, m.LastProcessingResult);
}
