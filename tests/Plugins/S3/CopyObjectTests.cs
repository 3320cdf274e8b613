using System.Net;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class CopyObjectTests : S3ToolTest
{
    private readonly object arguments = new { sourceBucket = "from", sourceKey = "a", sourceVersionId = "v1", bucket = "to", key = "b" };

    [Fact]
    public async Task An_old_version_is_copied_and_nothing_replaced()
    {
        HasObject(3);
        CopyObjectRequest? sent = null;
        Client.CopyObjectAsync(Arg.Do<CopyObjectRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CopyObjectResponse { ETag = "\"e\"", VersionId = "v9" });

        var result = await RunAsync(CopyObject.Tool, arguments);

        Assert.Equal(("from", "a", "v1", "to", "b", "*"),
            (sent!.SourceBucket, sent.SourceKey, sent.SourceVersionId, sent.DestinationBucket, sent.DestinationKey, sent.IfNoneMatch));
        Assert.Equal("v9", result.GetProperty("versionId").GetString());
    }

    // CopyObjectRequest.ServerSideEncryption: left out, a copy has what the bucket gives new objects.
    [Theory]
    [InlineData("from", "key-1")]
    [InlineData("to", null)]
    public async Task A_copy_in_its_own_bucket_stays_under_its_own_key(string bucket, string? key)
    {
        var head = new GetObjectMetadataResponse
        {
            ETag = "e",
            ServerSideEncryptionMethod = Amazon.S3.ServerSideEncryptionMethod.AWSKMS,
            ServerSideEncryptionKeyManagementServiceKeyId = "key-1",
        };
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default).ReturnsForAnyArgs(head);
        CopyObjectRequest? sent = null;
        Client.CopyObjectAsync(Arg.Do<CopyObjectRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CopyObjectResponse { ETag = "\"e\"" });
        var arguments = new { sourceBucket = "from", sourceKey = "a", bucket, key = "b", storageClass = "STANDARD_IA" };

        var plan = await PlanAsync(CopyObject.Tool, arguments);
        await RunAsync(CopyObject.Tool, arguments);

        Assert.Equal((key, key is null ? null : "aws:kms"), (sent!.ServerSideEncryptionKeyManagementServiceKeyId,
            sent.ServerSideEncryptionMethod?.Value));
        Assert.Equal(key is not null, plan.Changes.Any(c => c.Property == "encryption" && c.To == "aws:kms with key-1"));
    }

    [Fact]
    public async Task The_plan_fails_when_the_source_is_missing() =>
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CopyObject.Tool, arguments))).Code);

    // What Intelligent-Tiering archived keeps its storage class.
    [Theory]
    [InlineData("INTELLIGENT_TIERING", "ARCHIVE_ACCESS", "is archived (ARCHIVE_ACCESS)")]
    [InlineData("INTELLIGENT_TIERING", null, null)]
    [InlineData("GLACIER", null, "is archived (GLACIER)")]
    public async Task What_is_archived_is_restored_first(string storageClass, string? tier, string? why)
    {
        Client.GetObjectMetadataAsync(Arg.Is<GetObjectMetadataRequest>(r => r.BucketName == "from"), Arg.Any<CancellationToken>())
            .Returns(new GetObjectMetadataResponse { StorageClass = storageClass, ArchiveStatus = tier is null ? null : new(tier) });

        var plan = await PlanAsync(CopyObject.Tool, arguments);

        Assert.Equal(why is not null, plan.Obstacles.Any(o => o.Contains(why ?? "archived", StringComparison.Ordinal)));
    }

    // The answer to HEAD has no body.
    [Fact]
    public async Task What_S3_refuses_without_a_reason_is_told_with_the_likely_ones()
    {
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectMetadataResponse>(Error("BadRequest", HttpStatusCode.BadRequest)));

        var refused = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CopyObject.Tool, arguments));

        Assert.Contains("SSE-C", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_key_is_an_obstacle()
    {
        HasObject(3);

        Assert.Contains((await PlanAsync(CopyObject.Tool, arguments)).Obstacles, o =>
            o.StartsWith("s3://to/b exists already", StringComparison.Ordinal));
    }

    // S3-C13a: S3 makes copies STANDARD unless told otherwise.
    [Theory]
    [InlineData("STANDARD_IA", null, "STANDARD_IA")]
    [InlineData("GLACIER_IR", "STANDARD_IA", "STANDARD_IA")]
    public async Task The_storage_class_is_kept(string source, string? asked, string expected)
    {
        var head = new GetObjectMetadataResponse { StorageClass = source };
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default).ReturnsForAnyArgs(head);
        CopyObjectRequest? sent = null;
        Client.CopyObjectAsync(Arg.Do<CopyObjectRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CopyObjectResponse { ETag = "\"e\"" });
        object input = asked is null ? arguments
            : new { sourceBucket = "from", sourceKey = "a", bucket = "to", key = "b", storageClass = asked };

        await RunAsync(CopyObject.Tool, input);

        Assert.Equal(expected, sent!.StorageClass.Value);
    }
}
