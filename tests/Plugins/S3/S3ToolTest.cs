using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>A client of a bucket of which nothing was ever set.</summary>
public abstract class S3ToolTest : ToolTest<IAmazonS3>
{
    protected S3ToolTest()
    {
        Client.GetBucketLocationAsync(default(GetBucketLocationRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketLocationResponse { Location = "eu-central-1" });
        Client.GetBucketVersioningAsync(default(GetBucketVersioningRequest)!, default).ReturnsForAnyArgs(new GetBucketVersioningResponse());
        Client.GetBucketEncryptionAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketEncryptionResponse>(Error("ServerSideEncryptionConfigurationNotFoundError")));
        Client.GetPublicAccessBlockAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetPublicAccessBlockResponse>(Error("NoSuchPublicAccessBlockConfiguration")));
        Client.GetBucketOwnershipControlsAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketOwnershipControlsResponse>(Error("OwnershipControlsNotFoundError")));
        Client.GetBucketPolicyAsync(default(GetBucketPolicyRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketPolicyResponse>(Error("NoSuchBucketPolicy")));
        Client.GetBucketPolicyStatusAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketPolicyStatusResponse>(Error("NoSuchBucketPolicy")));
        Client.GetBucketAclAsync(default!, default).ReturnsForAnyArgs(new GetBucketAclResponse());
        Client.GetLifecycleConfigurationAsync(default(GetLifecycleConfigurationRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetLifecycleConfigurationResponse>(Error("NoSuchLifecycleConfiguration")));
        Client.GetBucketTaggingAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketTaggingResponse>(Error("NoSuchTagSet")));
        Client.GetBucketLoggingAsync(default(GetBucketLoggingRequest)!, default).ReturnsForAnyArgs(new GetBucketLoggingResponse());
        Client.GetObjectLockConfigurationAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectLockConfigurationResponse>(Error("ObjectLockConfigurationNotFoundError")));
        Client.GetBucketWebsiteAsync(default(GetBucketWebsiteRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketWebsiteResponse>(Error("NoSuchWebsiteConfiguration")));
        Client.GetBucketReplicationAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketReplicationResponse>(Error("ReplicationConfigurationNotFoundError")));
        Client.GetBucketNotificationAsync(default(GetBucketNotificationRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketNotificationResponse());
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectMetadataResponse>(Error("NotFound")));
        Client.HeadBucketAsync(default!, default).ReturnsForAnyArgs(Task.FromException<HeadBucketResponse>(Error("NotFound")));
        Client.GetBucketAbacAsync(default!, default).ReturnsForAnyArgs(new GetBucketAbacResponse());
    }

    protected static AmazonS3Exception Error(string code, HttpStatusCode status = HttpStatusCode.NotFound) =>
        new("refused", Amazon.Runtime.ErrorType.Sender, code, "request", status);

    protected void HasPolicy(string policy) =>
        Client.GetBucketPolicyAsync(default(GetBucketPolicyRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketPolicyResponse { Policy = policy });

    protected void HasTags(params (string Key, string Value)[] tags) =>
        Client.GetBucketTaggingAsync(default!, default)
            .ReturnsForAnyArgs(new GetBucketTaggingResponse { TagSet = [.. tags.Select(t => new Tag { Key = t.Key, Value = t.Value })] });

    protected void IsVersioned() => Client.GetBucketVersioningAsync(default(GetBucketVersioningRequest)!, default)
        .ReturnsForAnyArgs(new GetBucketVersioningResponse { VersioningConfig = new() { Status = VersionStatus.Enabled } });

    protected void HasObject(long size, string? versionId = null)
    {
        var head = new GetObjectMetadataResponse
        {
            ETag = "\"e\"",
            VersionId = versionId,
            LastModified = new DateTime(2026, 1, 31, 12, 0, 0, DateTimeKind.Utc)
        };
        head.Headers.ContentLength = size;
        head.Headers.ContentType = "text/plain";
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default).ReturnsForAnyArgs(head);
    }

    protected const string PublicPolicy =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":"s3:GetObject","""
        + "\"Resource\":\"arn:aws:s3:::web/*\"}]}";
}
