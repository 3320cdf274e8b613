using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_publish_layer (PublishLayerVersion).</summary>
public static class PublishLayer
{
    public static readonly LambdaTool Tool = LambdaTool.Write<Input, Result>(
        "publish_layer", "Publishes a layer version from a zip file or S3. To use it, pass its ARN to lambda_update_config.", PlanAsync,
            RunAsync,
        iam: ["lambda:ListLayerVersions", "lambda:PublishLayerVersion", "s3:GetObject", "kms:Decrypt>s3.amazonaws.com"],
        examples: ["Publish /home/me/libs.zip as the layer libs for python3.13."]);

    public sealed record Input
    {
        [Description("New or existing name."), RegularExpression("[A-Za-z0-9_-]{1,140}")]
        public required string LayerName { get; init; }

        [Description("Path of a .zip file of the server."), LocalFile]
        public string? ZipPath { get; init; }

        [Description("Bucket with a .zip file.")]
        public string? S3Bucket { get; init; }

        [Description("Key of the .zip file.")]
        public string? S3Key { get; init; }

        [Description("Like python3.13."), MaxLength(15)]
        public IReadOnlyList<string> Runtimes { get; init; } = [];

        [Description("Architectures."), AllowedValues("x86_64", "arm64"), MaxLength(2)]
        public IReadOnlyList<string> Architectures { get; init; } = [];

        [Description("Description."), MaxLength(256)]
        public string? Description { get; init; }
    }

    // The ways of code that a layer has; the others are of functions.
    private sealed record LayerCode : CodeInput;

    public sealed record Result(string VersionArn, long? Version, string? CodeSha256, long? CodeBytes);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var (package, unknowns) = (Package(input), new Unknowns(context.Target));
        var last = await unknowns.TryAsync("Its present versions", async () =>
            await Functions.OrNullAsync(lambda.ListLayerVersionsAsync(
                new ListLayerVersionsRequest { LayerName = input.LayerName, MaxItems = 1 }, ct)) ?? new ListLayerVersionsResponse());
        var newest = (last?.LayerVersions ?? []).FirstOrDefault();
        return new PlanBuilder($"Publish a version of the layer {input.LayerName}.")
            .Create($"layer version {(newest is null ? $"{input.LayerName}:1" : $"{input.LayerName} after {newest.Version}")}",
                package.What)
            .Keep("functions that have this layer", "they keep their version until lambda_update_config")
            .Unknown(unknowns.Notes)
            .NoUndo("lambda_delete_layer_version deletes it; its number is in the result.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var package = Package(input);
        var made = await lambda.PublishLayerVersionAsync(new PublishLayerVersionRequest
        {
            LayerName = input.LayerName,
            Description = input.Description,
            Content = package.Zip is { } zip ? new() { ZipFile = new MemoryStream(zip) }
                : new() { S3Bucket = input.S3Bucket, S3Key = input.S3Key },
            CompatibleRuntimes = input.Runtimes.Count == 0 ? null : [.. input.Runtimes],
            CompatibleArchitectures = input.Architectures.Count == 0 ? null : [.. input.Architectures],
        }, ct);
        context.Done($"published {made.LayerVersionArn}", created: made.LayerVersionArn);
        return new(made.LayerVersionArn, made.Version, made.Content?.CodeSha256, made.Content?.CodeSize);
    }

    private static CodePackage Package(Input input) =>
        CodePackage.Of(new LayerCode { ZipPath = input.ZipPath, S3Bucket = input.S3Bucket, S3Key = input.S3Key }, null, null);
}
