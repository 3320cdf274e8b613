using System.ComponentModel;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_list_layers (ListLayers, ListLayerVersions).</summary>
public static class ListLayers
{
    public static readonly LambdaTool Tool = LambdaTool.Read<Input, Page<Row>>(
        "list_layers", "Lists layers with their newest version, or all versions of one. For a function's, use lambda_get_function.",
            RunAsync,
        iam: ["lambda:ListLayers", "lambda:ListLayerVersions"],
        examples: ["Which layers do we have for python3.13?"]);

    public sealed record Input : PageInput
    {
        [Description("All versions of this one.")]
        public string? LayerName { get; init; }

        [Description("Like python3.13.")]
        public string? Runtime { get; init; }
    }

    public sealed record Row(string Name, string VersionArn, long? Version, string? Description, IReadOnlyList<string> Runtimes,
        DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonLambda lambda, Input input, CancellationToken ct)
    {
        var limit = Math.Clamp(input.Limit, 1, 50);
        if (input.LayerName is { } name)
        {
            var versions = await lambda.ListLayerVersionsAsync(
                new ListLayerVersionsRequest
                {
                    LayerName = name,
                    CompatibleRuntime = input.Runtime,
                    MaxItems = limit,
                    Marker = input.Cursor
                }, ct);
            return new([.. (versions.LayerVersions ?? []).Select(v => ToRow(name, v))], versions.NextMarker);
        }

        var answer = await lambda.ListLayersAsync(
            new ListLayersRequest { CompatibleRuntime = input.Runtime, MaxItems = limit, Marker = input.Cursor }, ct);
        return new([.. (answer.Layers ?? []).Select(l => ToRow(l.LayerName, l.LatestMatchingVersion))], answer.NextMarker);
    }

    private static Row ToRow(string name, LayerVersionsListItem v) => new(
        name, v.LayerVersionArn, v.Version, v.Description is { Length: > 0 } text ? text : null, v.CompatibleRuntimes ?? [],
            Functions.Time(v.CreatedDate));
}
