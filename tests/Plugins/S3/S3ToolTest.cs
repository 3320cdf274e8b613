using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3Control;
using Amazon.SecurityToken;
using S3Tool = Infra.Aws.AwsTool<Amazon.S3.IAmazonS3>;

namespace Infra.Plugins.S3;

/// <summary>A client of a bucket, and of an account, of which nothing was ever set.</summary>
public abstract class S3ToolTest : ToolTest<S3Clients>
{
    protected S3ToolTest()
        : this(Substitute.For<IAmazonS3>(), Substitute.For<IAmazonS3Control>(), Substitute.For<IAmazonSecurityTokenService>())
    {
    }

    private S3ToolTest(IAmazonS3 s3, IAmazonS3Control control, IAmazonSecurityTokenService sts)
        : base(new(s3, new(() => control), new(() => sts)), [s3, control, sts])
    {
        sts.GetCallerIdentityAsync(default!, default).ReturnsForAnyArgs(
            new Amazon.SecurityToken.Model.GetCallerIdentityResponse { Account = "123456789012" });
        control.GetPublicAccessBlockAsync(default!, default).ReturnsForAnyArgs(
            Task.FromException<Amazon.S3Control.Model.GetPublicAccessBlockResponse>(
            new AmazonS3ControlException("refused", Amazon.Runtime.ErrorType.Sender, "NoSuchPublicAccessBlockConfiguration", "request",
                HttpStatusCode.NotFound)));
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

    /// <summary>The client of S3, which most tools use alone.</summary>
    protected new IAmazonS3 Client => base.Client.S3;

    protected IAmazonS3Control Control => base.Client.Control.Value;

    protected Task<JsonElement> RunAsync(S3Tool tool, object arguments, ToolContext? context = null) =>
        RunAsync(tool.On<S3Clients>(c => c.S3), arguments, context);

    protected Task<ToolPlan> PlanAsync(S3Tool tool, object arguments, ToolContext? context = null) =>
        PlanAsync(tool.On<S3Clients>(c => c.S3), arguments, context);

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
