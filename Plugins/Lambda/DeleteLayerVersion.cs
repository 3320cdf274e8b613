using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

/// <summary>lambda_delete_layer_version (DeleteLayerVersion).</summary>
public static class DeleteLayerVersion
{
    public static readonly LambdaTool Tool = LambdaTool.Destructive<Input, Result>(
        "delete_layer_version", "Deletes a version of a layer; functions that have it keep it until they are changed.", PlanAsync, RunAsync,
        iam: ["lambda:GetLayerVersion", "lambda:ListFunctions", "lambda:DeleteLayerVersion"],
        examples: ["Delete version 3 of the layer libs."]);

    public sealed record Input
    {
        [Description("Layer name.")]
        public required string LayerName { get; init; }

        [Description("Number of the version."), Range(1, int.MaxValue)]
        public required int Version { get; init; }
    }

    public sealed record Result(string LayerName, int Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = lambda.GetLayerVersionAsync(new GetLayerVersionRequest { LayerName = input.LayerName, VersionNumber = input.Version },
            ct);
        var listing = unknowns.TryAsync("The functions that have it", () => Paging.AllAsync(async marker =>
        {
            var a = await lambda.ListFunctionsAsync(new ListFunctionsRequest { MaxItems = 50, Marker = marker }, ct);
            return (a.Functions, a.NextMarker);
        }));
        await Task.WhenAll(finding, listing);
        var layer = await finding;
        var users = (await listing ?? []).Where(f => (f.Layers ?? []).Any(l => l.Arn == layer.LayerVersionArn)).Select(f => f.FunctionName)
            .Order(StringComparer.Ordinal).ToList();
        var plan = new PlanBuilder($"Delete version {input.Version} of the layer {input.LayerName}.")
            .Touch(new PlannedResource(layer.LayerVersionArn, $"{layer.Content?.CodeSize} bytes, code {layer.Content?.CodeSha256}"))
            .Lose($"layer version {input.LayerName}:{input.Version}")
            .Unknown(unknowns.Notes);
        foreach (var user in PlanBuilder.Some(users, 20, "functions")) plan.Keep($"function {user}",
            "it runs with it, and cannot be changed without another version");
        return plan.NoUndo("lambda_publish_layer makes a version with another number.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonLambda lambda, Input input, ToolContext context, CancellationToken ct)
    {
        await lambda.DeleteLayerVersionAsync(new DeleteLayerVersionRequest { LayerName = input.LayerName, VersionNumber = input.Version },
            ct);
        context.Done($"deleted version {input.Version} of the layer {input.LayerName}");
        return new(input.LayerName, input.Version);
    }
}
