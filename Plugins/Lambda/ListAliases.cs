using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_list_aliases (ListAliases).</summary>
public static class ListAliases
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Page<Row>>(
        "list_aliases", "Lists aliases of a Lambda function and how they share traffic. For versions, use lambda_list_versions.",
        RunAsync,
        iam: ["lambda:ListAliases"],
        examples: ["Which version is live of the function orders?"]);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN."), RegularExpression(FunctionInput.Pattern)]
        public required string FunctionName { get; init; }

        [Description("Version that the alias points to.")]
        public string? Version { get; init; }
    }

    public sealed record Row(string Name, string Version, string? CanaryVersion, double? CanaryPercent, string? Description);

    public static async Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var answer = await lambda.ListAliasesAsync(
            new ListAliasesRequest
            {
                FunctionName = input.FunctionName,
                FunctionVersion = input.Version,
                MaxItems = Math.Clamp(input.Limit, 1, 50),
                Marker = input.Cursor
            }, ct);
        return new([.. (answer.Aliases ?? []).Select(ToRow)], answer.NextMarker);
    }

    internal static Row ToRow(AliasConfiguration a)
    {
        var (version, percent) = Aliases.Canary(a.RoutingConfig);
        return new(a.Name, a.FunctionVersion, version, percent, a.Description is { Length: > 0 } text ? text : null);
    }
}
