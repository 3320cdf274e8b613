using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_list_versions (ListVersionsByFunction).</summary>
public static class ListVersions
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Page<Row>>(
        "list_versions", "Lists versions of a Lambda function, $LATEST too. For aliases, use lambda_list_aliases.", RunAsync,
        iam: ["lambda:ListVersionsByFunction"],
        examples: ["Which versions does the function orders have?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN."), RegularExpression(FunctionInput.Pattern)]
        public required string FunctionName { get; init; }
    }

    public sealed record Row(string Version, string? Description, string Runtime, long? CodeBytes, string? CodeSha256,
        DateTime? ModifiedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.ListVersionsByFunctionAsync(
            new ListVersionsByFunctionRequest
            {
                FunctionName = input.FunctionName,
                MaxItems = Math.Clamp(input.Limit, 1, 50),
                Marker = input.Cursor
            }, ct);
        return new([.. (answer.Versions ?? []).Select(v => new Row(
            v.Version, v.Description is { Length: > 0 } text ? text : null, Functions.Runtime(v), v.CodeSize, v.CodeSha256,
            Functions.Time(v.LastModified)))], answer.NextMarker);
    }
}
