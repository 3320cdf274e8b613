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
        Client.PutPublicAccessBlockAsync(Arg.Do<PutPublicAccessBlockRequest>(sent.Add), default)
            .ReturnsForAnyArgs(new PutPublicAccessBlockResponse());
        Client.PutBucketEncryptionAsync(Arg.Do<PutBucketEncryptionRequest>(sent.Add), default)
            .ReturnsForAnyArgs(new PutBucketEncryptionResponse());
        Client.PutBucketVersioningAsync(Arg.Do<PutBucketVersioningRequest>(sent.Add), default)
            .ReturnsForAnyArgs(new PutBucketVersioningResponse());
        Client.PutBucketTaggingAsync(Arg.Do<PutBucketTaggingRequest>(sent.Add), default).ReturnsForAnyArgs(new PutBucketTaggingResponse());
    }

    [Fact]
    public async Task It_is_closed_and_encrypted_by_default()
    {
        Client.Config.RegionEndpoint.Returns(RegionEndpoint.EUCentral1);

        var result = await RunAsync(CreateBucket.Tool, new { bucket = "new-one", versioning = true, tags = new { team = "web" } });

        var created = Assert.IsType<PutBucketRequest>(sent[0]);
        Assert.Equal(("eu-central-1", ObjectOwnership.BucketOwnerEnforced),
            (created.PutBucketConfiguration.LocationConstraint.Value, created.ObjectOwnership));
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

        Assert.Null(((PutBucketRequest)sent[0]).PutBucketConfiguration);
        Assert.Equal(3, sent.Count);
    }

    // S3-A1: S3 answers success for a bucket that the caller has, and its settings would be overwritten.
    [Fact]
    public async Task A_bucket_that_exists_is_left_alone()
    {
        Client.HeadBucketAsync(default!, default).ReturnsForAnyArgs(new HeadBucketResponse());

        var plan = await PlanAsync(CreateBucket.Tool, new { bucket = "prod-site" });
        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateBucket.Tool, new { bucket = "prod-site" }));

        Assert.Contains("exists already", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Equal(ToolErrorCode.Conflict, error.Code);
        Assert.Empty(sent);
    }

    // S3-C13d: what S3 refuses in new buckets is part of the setting that a key replaces.
    [Fact]
    public async Task A_key_keeps_what_new_buckets_refuse()
    {
        var rule = SetEncryption.Rule("AES256", null, bucketKey: false);
        rule.BlockedEncryptionTypes = new() { EncryptionType = ["SSE-C"] };
        Client.GetBucketEncryptionAsync(default!, default).ReturnsForAnyArgs(
            new GetBucketEncryptionResponse { ServerSideEncryptionConfiguration = new() { ServerSideEncryptionRules = [rule] } });

        await RunAsync(CreateBucket.Tool, new { bucket = "new-one", kmsKeyId = "alias/web" });

        var put = Assert.IsType<PutBucketEncryptionRequest>(sent[2]).ServerSideEncryptionConfiguration.ServerSideEncryptionRules.Single();
        Assert.Equal(("aws:kms", "SSE-C"),
            (put.ServerSideEncryptionByDefault.ServerSideEncryptionAlgorithm.Value, put.BlockedEncryptionTypes.EncryptionType.Single()));
    }

    [Fact]
    public async Task The_encryption_that_AWS_gives_new_buckets_is_not_set_again()
    {
        Client.GetBucketEncryptionAsync(default!, default).ReturnsForAnyArgs(new GetBucketEncryptionResponse
        {
            ServerSideEncryptionConfiguration =
                new() { ServerSideEncryptionRules = [SetEncryption.Rule("AES256", null, bucketKey: false)] },
        });

        await RunAsync(CreateBucket.Tool, new { bucket = "new-one" });

        Assert.DoesNotContain(sent, s => s is PutBucketEncryptionRequest);
    }

    [Fact]
    public async Task A_failure_after_the_creation_leaves_the_bucket_among_the_steps()
    {
        Client.PutPublicAccessBlockAsync(default!, default).ReturnsForAnyArgs(
            Task.FromException<PutPublicAccessBlockResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateBucket.Tool, new { bucket = "new-one" }, context));

        Assert.Equal(ToolErrorCode.AccessDenied, error.Code);
        Assert.Equal("new-one", Assert.Single(context.Steps).Created);
    }

    [Fact]
    public async Task The_plan_tells_the_defaults() => Assert.Equal(
    [
        "new-one: encryption: AES256", "new-one: public access: all of it blocked",
        "new-one: access control lists: off; the bucket owner owns every object",
        "new-one: versioning: on; with Object Lock, which cannot be turned off",
        """To take it back: s3_delete_bucket {"bucket":"new-one"}""",
    ], Lines(await PlanAsync(CreateBucket.Tool, new { bucket = "new-one", objectLock = true })));
}
