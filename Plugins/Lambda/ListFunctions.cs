using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_list_functions (ListFunctions).</summary>
public static class ListFunctions
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Page<Row>>(
        "list_functions", "Lists Lambda functions, and when their runtimes end. For one in full, use lambda_get_function.", RunAsync,
        iam: ["lambda:ListFunctions"],
        examples: ["Which functions still run on python3.9?", "Which functions will break when their runtime ends?",
            "List the functions whose names begin with order."]);

    public sealed record Input : PageInput
    {
        [Description("Name; * and ? are wildcards.")]
        public string? Name { get; init; }

        [Description("Like python3.13, or image.")]
        public string? Runtime { get; init; }

        [Description("Runtime has ended, or ends in so many days."), Range(0, 3650)]
        public int? EndsWithinDays { get; init; }
    }

    /// <param name="RuntimeEndsAt">Absent for images, and for runtimes whose end is not known.</param>
    public sealed record Row(string Name, string Runtime, DateTime? RuntimeEndsAt, int? MemoryMb, int? TimeoutSeconds, long? CodeBytes,
        DateTime? ModifiedAt,
        string? Description);

    public static async Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        // Lambda has no filters.
        var isWhole = input.Name is null && input.Runtime is null && input.EndsWithinDays is null;
        var before = input.EndsWithinDays is { } days ? context.Time.GetUtcNow().UtcDateTime.AddDays(days) : (DateTime?)null;
        var page = await Paging.FindAsync<Row>(input, async marker =>
        {
            var answer = await lambda.ListFunctionsAsync(
                new ListFunctionsRequest { MaxItems = isWhole ? Math.Clamp(input.Limit, 1, 50) : 50, Marker = marker }, ct);
            var found = (answer.Functions ?? []).Where(f =>
                NameFilter.Matches(f.FunctionName, input.Name) && (input.Runtime is null || Functions.Runtime(f) == input.Runtime)
                && (before is null || Runtimes.End(f.Runtime?.Value) < before));
            return ([.. found.Select(ToRow)], answer.NextMarker);
        }, mostPages: isWhole ? 1 : 20);
        return before is null ? page : page with
        {
            Note = "By AWS's forecast of February 2026, which it may move. A function goes on running after the end of its runtime, "
                + "without patches; "
                + "some weeks later its code and settings can no longer be changed. Images are not judged.",
        };
    }

    private static Row ToRow(FunctionConfiguration f) => new(
        f.FunctionName, Functions.Runtime(f), Runtimes.End(f.Runtime?.Value), f.MemorySize, f.Timeout, f.CodeSize,
            Functions.Time(f.LastModified),
        f.Description is { Length: > 0 } text ? text : null);
}
