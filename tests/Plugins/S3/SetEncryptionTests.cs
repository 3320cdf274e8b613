using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetEncryptionTests : S3ToolTest
{
    [Fact]
    public async Task A_key_comes_with_a_bucket_key()
    {
        PutBucketEncryptionRequest? sent = null;
        Client.PutBucketEncryptionAsync(Arg.Do<PutBucketEncryptionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketEncryptionResponse());

        await RunAsync(SetEncryption.Tool, new { bucket = "web", algorithm = "aws:kms", kmsKeyId = "alias/web" });

        var rule = sent!.ServerSideEncryptionConfiguration.ServerSideEncryptionRules.Single();
        Assert.Equal(("alias/web", true),
            (rule.ServerSideEncryptionByDefault.ServerSideEncryptionKeyManagementServiceKeyId, rule.BucketKeyEnabled));
    }

    [Fact]
    public async Task The_plan_says_what_stays_as_it_is()
    {
        var plan = await PlanAsync(SetEncryption.Tool, new { bucket = "web", algorithm = "AES256" });

        Assert.Equal("web: default encryption: AES256 (default) -> AES256; present objects stay as they are", Lines(plan)[0]);
    }

    [Fact]
    public async Task A_key_without_KMS_is_refused() => Assert.Equal(ToolErrorCode.InvalidInput,
        (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(SetEncryption.Tool, new { bucket = "web", algorithm = "AES256", kmsKeyId = "alias/web" }))).Code);

    // S3-C13d
    [Fact]
    public async Task What_the_bucket_refuses_stays_refused()
    {
        var old = SetEncryption.Rule("AES256", null, bucketKey: false);
        old.BlockedEncryptionTypes = new() { EncryptionType = ["SSE-C"] };
        Client.GetBucketEncryptionAsync(default!, default).ReturnsForAnyArgs(
            new GetBucketEncryptionResponse { ServerSideEncryptionConfiguration = new() { ServerSideEncryptionRules = [old] } });

        Assert.Equal("aws:kms, bucket key, SSE-C refused",
            (await RunAsync(SetEncryption.Tool, new { bucket = "web", algorithm = "aws:kms" })).GetProperty("encryption").GetString());
    }
}
