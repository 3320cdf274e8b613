using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class PublishVersionTests : LambdaToolTest
{
    [Fact]
    public async Task The_hash_guards_against_other_code()
    {
        Client.PublishVersionAsync(Arg.Is<PublishVersionRequest>(r => r.CodeSha256 == "old-hash"), default)
            .Returns(new PublishVersionResponse { Version = "8", FunctionArn = $"{Arn}:8" });

        var plan = await PlanAsync(PublishVersion.Tool, new { functionName = "orders" });
        Assert.Single((await PlanAsync(PublishVersion.Tool, new { functionName = "orders", codeSha256 = "other" })).Obstacles);
        var result = await RunAsync(PublishVersion.Tool, new { functionName = "orders", codeSha256 = "old-hash" });

        Assert.Contains("old-hash", plan.Changes[0].Resource);
        Assert.Equal("8", result.GetProperty("version").GetString());
    }
}
