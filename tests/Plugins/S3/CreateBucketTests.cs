using System.Net;
using Amazon;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class CreateBucketTests : S3ToolTest
{
    private readonly List<object> sent = [];

    public CreateBucketTests()
    {
        Client.PutBucketAsync(Arg.Do<PutBucketRequest>(sent.Add), default).ReturnsForAnyArgs(new PutBucketResponse());
        Client.PutPublicAccessBlockAsync(Arg.Do<PutPublicAccessBlockRequest>(sent.Add), default).ReturnsForAnyArgs(new PutPublicAccessBlockResponse());
        Client.PutBucketEncryptionAsync(Arg.Do<PutBucketEncryptionRequest>(sent.Add), default).ReturnsForAnyArgs(new PutBucketEncryptionResponse());
        Client.PutBucketVersioningAsync(Arg.Do<PutBucketVersioningRequest>(sent.Add), default).ReturnsForAnyArgs(new PutBucketVersioningResponse());
        Client.PutBucketTaggingAsync(Arg.Do<PutBucketTaggingRequest>(sent.Add), default).ReturnsForAnyArgs(new PutBucketTaggingResponse());
    }

    [Fact]
    public async Task It_is_closed_and_encrypted_by_default()
    {
        Client.Config.RegionEndpoint.Returns(RegionEndpoint.EUCentral1);

        var result = await RunAsync(CreateBucket.Tool, new { bucket = "new-one", versioning = true, tags = new { team = "web" } });

        var created = Assert.IsType<PutBucketRequest>(sent[0]);
        Assert.Equal(("eu-central-1", ObjectOwnership.BucketOwnerEnforced), (created.BucketRegionName, created.ObjectOwnership));
        var block = Assert.IsType<PutPublicAccessBlockRequest>(sent[1]).PublicAccessBlockConfiguration;
        Assert.True(block is { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true });
        var rule = Assert.IsType<PutBucketEncryptionRequest>(sent[2]).ServerSideEncryptionConfiguration.ServerSideEncryptionRules.Single();
        Assert.Equal("AES256", rule.ServerSideEncryptionByDefault.ServerSideEncryptionAlgorithm);
        Assert.Equal(VersionStatus.Enabled, Assert.IsType<PutBucketVersioningRequest>(sent[3]).VersioningConfig.Status);
        Assert.Equal("team", Assert.IsType<PutBucketTaggingRequest>(sent[4]).TagSet.Single().Key);
        Assert.Equal("AES256", result.GetProperty("encryption").GetString());
    }

    [Fact]
    public async Task The_first_region_has_no_location()
    {
        Client.Config.AuthenticationRegion.Returns("us-east-1");

        await RunAsync(CreateBucket.Tool, new { bucket = "new-one" });

        Assert.Null(((PutBucketRequest)sent[0]).BucketRegionName);
        Assert.Equal(3, sent.Count);
    }

    [Fact]
    public async Task A_failure_after_the_creation_says_that_the_bucket_is_there()
    {
        Client.PutBucketEncryptionAsync(default!, default).ReturnsForAnyArgs(Task.FromException<PutBucketEncryptionResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));

        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateBucket.Tool, new { bucket = "new-one" }));

        Assert.Equal(ToolErrorCode.AccessDenied, error.Code);
        Assert.StartsWith("The bucket new-one was created", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_tells_the_defaults() => Assert.Equal(
        "Encrypted with AES256, all public access blocked, object ownership enforced, versioning on.",
        (await PlanAsync(CreateBucket.Tool, new { bucket = "new-one", objectLock = true })).Effects[0]);
}
