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
        examples: ["Which functions still run on python3.9?", "List the functions with order in their name."]);

    public sealed record Input : PageInput
    {
        [Description("Text in the name.")]
        public string? Name { get; init; }

        [Description("As python3.13.")]
        public string? Runtime { get; init; }
    }

    public sealed record Row(string Name, string Runtime, int? MemoryMb, int? TimeoutSeconds, long? CodeBytes, DateTime? ModifiedAt, string? Description);

    public static async Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.ListFunctionsAsync(new ListFunctionsRequest { MaxItems = Math.Clamp(input.Limit, 1, 50), Marker = input.Cursor }, ct);
        // Lambda has no filters.
        var found = (answer.Functions ?? []).Where(f =>
            (input.Name is null || f.FunctionName.Contains(input.Name, StringComparison.OrdinalIgnoreCase)) && (input.Runtime is null || Functions.Runtime(f) == input.Runtime));
        return new([.. found.Select(ToRow)], answer.NextMarker);
    }

    private static Row ToRow(FunctionConfiguration f) => new(
        f.FunctionName, Functions.Runtime(f), f.MemorySize, f.Timeout, f.CodeSize, Functions.Time(f.LastModified), f.Description is { Length: > 0 } text ? text : null);
}
