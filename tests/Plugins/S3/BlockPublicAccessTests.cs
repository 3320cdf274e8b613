using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class BlockPublicAccessTests : S3ToolTest
{
    [Fact]
    public async Task Closing_tells_who_loses_access()
    {
        HasPolicy(PublicPolicy);
        Client.GetBucketWebsiteAsync(default(GetBucketWebsiteRequest)!, default).ReturnsForAnyArgs(new GetBucketWebsiteResponse { WebsiteConfiguration = new() { IndexDocumentSuffix = "index.html" } });

        var plan = await PlanAsync(BlockPublicAccess.Tool, new { bucket = "web" });

        Assert.Equal("Block all public access to web.", plan.Summary);
        Assert.Equal("nothing blocked -> all blocked", plan.Effects[0]);
        Assert.Equal("No longer open to everybody by the bucket policy: s3:GetObject on arn:aws:s3:::web/*", plan.Effects[1]);
        Assert.StartsWith("The website (index.html)", plan.Effects[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_is_loud()
    {
        HasPolicy(PublicPolicy);
        Client.GetPublicAccessBlockAsync(default!, default).ReturnsForAnyArgs(new GetPublicAccessBlockResponse
        {
            PublicAccessBlockConfiguration = new() { BlockPublicAcls = true, IgnorePublicAcls = true, BlockPublicPolicy = true, RestrictPublicBuckets = true },
        });

        var plan = await PlanAsync(BlockPublicAccess.Tool, new { bucket = "web", restrictPublicBuckets = false });
        var result = await RunAsync(BlockPublicAccess.Tool, new { bucket = "web", restrictPublicBuckets = false });

        Assert.StartsWith("LIFT", plan.Summary, StringComparison.Ordinal);
        Assert.Contains("BECOMES OPEN TO EVERYBODY by the bucket policy: s3:GetObject on arn:aws:s3:::web/*", plan.Effects);
        Assert.StartsWith("WARNING", plan.Effects[^1], StringComparison.Ordinal);
        Assert.StartsWith("WARNING", result.GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_four_are_sent()
    {
        PutPublicAccessBlockRequest? sent = null;
        Client.PutPublicAccessBlockAsync(Arg.Do<PutPublicAccessBlockRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutPublicAccessBlockResponse());

        var result = await RunAsync(BlockPublicAccess.Tool, new { bucket = "web", blockPublicPolicy = false });

        Assert.True(sent!.PublicAccessBlockConfiguration is { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false, RestrictPublicBuckets: true });
        Assert.False(result.GetProperty("blockPublicPolicy").GetBoolean());
    }
}
