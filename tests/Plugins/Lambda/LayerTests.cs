using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class LayerTests : LambdaToolTest
{
    [Fact]
    public async Task Layers_are_listed_with_their_newest_version_and_versions_by_name()
    {
        var version = new LayerVersionsListItem
        {
            LayerVersionArn = "arn:libs:2",
            Version = 2,
            CreatedDate = "2026-03-01T04:05:06.789+0000"
        };
        Client.ListLayersAsync(default!, default)
            .ReturnsForAnyArgs(new ListLayersResponse { Layers = [new() { LayerName = "libs", LatestMatchingVersion = version }] });
        Client.ListLayerVersionsAsync(default!, default)
            .ReturnsForAnyArgs(new ListLayerVersionsResponse { LayerVersions = [version, version] });

        Assert.Equal("arn:libs:2", (await RunAsync(ListLayers.Tool, new { })).GetProperty("items")[0].GetProperty("versionArn")
            .GetString());
        Assert.Equal(2, (await RunAsync(ListLayers.Tool, new { layerName = "libs" })).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_layer_comes_from_one_place_and_keeps_functions_as_they_are()
    {
        Client.ListLayerVersionsAsync(default!, default).ReturnsForAnyArgs(new ListLayerVersionsResponse());
        PublishLayerVersionRequest? sent = null;
        Client.PublishLayerVersionAsync(Arg.Do<PublishLayerVersionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PublishLayerVersionResponse { LayerVersionArn = "arn:libs:1", Version = 1 });

        Assert.Contains((await PlanAsync(PublishLayer.Tool, new { layerName = "libs", s3Bucket = "code", s3Key = "libs.zip" })).Changes,
            c => c.Kind is ChangeKind.None);
        await RunAsync(PublishLayer.Tool,
            new { layerName = "libs", s3Bucket = "code", s3Key = "libs.zip", runtimes = new[] { "python3.13" } });

        Assert.Equal(("code", "python3.13"), (sent!.Content.S3Bucket, sent.CompatibleRuntimes.Single()));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PublishLayer.Tool, new { layerName = "libs" }));
    }

    [Fact]
    public async Task Functions_that_have_the_version_are_told_before_it_is_deleted()
    {
        Client.GetLayerVersionAsync(default!, default).ReturnsForAnyArgs(new GetLayerVersionResponse { LayerVersionArn = "arn:libs:3" });
        Client.ListFunctionsAsync(default(ListFunctionsRequest)!, default).ReturnsForAnyArgs(new ListFunctionsResponse
        {
            Functions = [new() { FunctionName = "orders", Layers = [new() { Arn = "arn:libs:3" }] }, new() { FunctionName = "web" }],
        });

        var plan = await PlanAsync(DeleteLayerVersion.Tool, new { layerName = "libs", version = 3 });

        Assert.Equal("function orders", Assert.Single(plan.Changes, c => c.Kind is ChangeKind.None).Resource);
    }
}
