using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_list_functions (ListFunctions).</summary>
public static class ListFunctions
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Page<Row>>(
        "list_functions", "Lists Lambda functions. For one in full, use lambda_get_function.", RunAsync,
        iam: ["lambda:ListFunctions"],
        examples: ["Which functions still run on python3.9?", "List the functions whose names begin with order."]);

    public sealed record Input : PageInput
    {
        [Description("Function name; * and ? match any text.")]
        public string? Name { get; init; }

        [Description("Runtime, for example python3.13, or image.")]
        public string? Runtime { get; init; }
    }

    public sealed record Row(string Name, string Runtime, int? MemoryMb, int? TimeoutSeconds, long? CodeBytes, DateTime? ModifiedAt,
        string? Description);

    public static Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        // Lambda has no filters.
        var isWhole = input.Name is null && input.Runtime is null;
        return Paging.FindAsync<Row>(input, async marker =>
        {
            var answer = await lambda.ListFunctionsAsync(
                new ListFunctionsRequest { MaxItems = isWhole ? Math.Clamp(input.Limit, 1, 50) : 50, Marker = marker }, ct);
            var found = (answer.Functions ?? []).Where(f =>
                NameFilter.Matches(f.FunctionName, input.Name) && (input.Runtime is null || Functions.Runtime(f) == input.Runtime));
            return ([.. found.Select(ToRow)], answer.NextMarker);
        }, mostPages: isWhole ? 1 : 20);
    }

    private static Row ToRow(FunctionConfiguration f) => new(
        f.FunctionName, Functions.Runtime(f), f.MemorySize, f.Timeout, f.CodeSize, Functions.Time(f.LastModified),
        f.Description is { Length: > 0 } text ? text : null);
}
