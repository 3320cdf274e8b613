using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class BlockPublicAccessTests : S3ToolTest
{
    [Fact]
    public async Task Closing_tells_who_loses_access()
    {
        HasPolicy(PublicPolicy);
        Client.GetBucketWebsiteAsync(default(GetBucketWebsiteRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketWebsiteResponse { WebsiteConfiguration = new() { IndexDocumentSuffix = "index.html" } });

        var plan = await PlanAsync(BlockPublicAccess.Tool, new { bucket = "web" });

        Assert.Equal("Block all public access to web.", plan.Summary);
        Assert.Equal(4, plan.Changes.Count(c => c is { From: "off", To: "on" }));
        Assert.Contains("LOST: the access of everybody by the bucket policy: s3:GetObject on arn:aws:s3:::web/*", Lines(plan));
        Assert.StartsWith("The website (index.html)", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Opening_is_loud()
    {
        HasPolicy(PublicPolicy);
        Client.GetPublicAccessBlockAsync(default!, default).ReturnsForAnyArgs(new GetPublicAccessBlockResponse
        {
            PublicAccessBlockConfiguration = new()
            {
                BlockPublicAcls = true,
                IgnorePublicAcls = true,
                BlockPublicPolicy = true,
                RestrictPublicBuckets = true
            },
        });

        var plan = await PlanAsync(BlockPublicAccess.Tool, new { bucket = "web", restrictPublicBuckets = false });
        var result = await RunAsync(BlockPublicAccess.Tool, new { bucket = "web", restrictPublicBuckets = false });

        Assert.StartsWith("LIFT", plan.Summary, StringComparison.Ordinal);
        Assert.Contains("BECOMES OPEN TO EVERYBODY by the bucket policy: s3:GetObject on arn:aws:s3:::web/*", plan.Warnings);
        Assert.StartsWith("WARNING", result.GetProperty("warning").GetString(), StringComparison.Ordinal);
    }

    // PUB-13: a statement that a condition limits opens nothing to everybody.
    [Fact]
    public async Task What_a_condition_limits_does_not_become_open_to_everybody()
    {
        HasPolicy("""
            {"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::web/*",
             "Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-a1b2c3d4e5"}}}]}
            """);

        Assert.DoesNotContain((await PlanAsync(BlockPublicAccess.Tool, new { bucket = "web", restrictPublicBuckets = false })).Warnings,
            w => w.Contains("EVERYBODY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_four_are_sent()
    {
        PutPublicAccessBlockRequest? sent = null;
        Client.PutPublicAccessBlockAsync(Arg.Do<PutPublicAccessBlockRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutPublicAccessBlockResponse());

        var result = await RunAsync(BlockPublicAccess.Tool, new { bucket = "web", blockPublicPolicy = false });

        Assert.True(sent!.PublicAccessBlockConfiguration is
        {
            BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: false,
            RestrictPublicBuckets: true
        });
        Assert.False(result.GetProperty("blockPublicPolicy").GetBoolean());
    }
}
