using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_create_bucket (CreateBucket, then PutBucketEncryption, PutPublicAccessBlock, PutBucketVersioning, PutBucketTagging).</summary>
public static class CreateBucket
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "create_bucket", "Creates a bucket: encrypted, closed to the public, without access control lists.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:CreateBucket", "s3:PutBucketOwnershipControls", "s3:PutEncryptionConfiguration",
            "s3:PutBucketPublicAccessBlock", "s3:PutBucketVersioning", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketTagging",
        ],
        examples: ["Make a versioned bucket for our build artefacts in Frankfurt."]);

    public sealed record Input
    {
        [Description("Name, unique in AWS."), RegularExpression("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")]
        public required string Bucket { get; init; }

        [Description("Keep old versions of objects.")]
        public bool Versioning { get; init; }

        [Description("Else S3's own key.")]
        public string? KmsKeyId { get; init; }

        [Description("Allow retention locks; implies versioning.")]
        public bool ObjectLock { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string? Region, string Versioning, string Encryption);

    public static Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct) => Task.FromResult(new ToolPlan(
        $"Create the bucket {input.Bucket}{(Region(s3) is { } region ? $" in {region}" : "")}.",
        [
            $"Encrypted with {BucketParts.Describe(Encryption(input))}, all public access blocked, object ownership enforced, versioning {(Versioned(input) ? "on" : "off")}.",
            .. input.ObjectLock ? ["Object lock is on and cannot be turned off."] : Array.Empty<string>(),
        ]));

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, region) = (input.Bucket, Region(s3));
        await s3.PutBucketAsync(new PutBucketRequest
        {
            BucketName = name,
            // us-east-1 takes no location. The others must be named, also where a custom endpoint hides the region from the SDK.
            BucketRegionName = region is "us-east-1" ? null : region,
            ObjectOwnership = ObjectOwnership.BucketOwnerEnforced,
            ObjectLockEnabledForBucket = input.ObjectLock ? true : null,
        }, ct);

        try
        {
            // One after the other: S3 refuses two changes of a bucket at once. The lock on the door comes first.
            await s3.PutPublicAccessBlockAsync(new()
            {
                BucketName = name,
                PublicAccessBlockConfiguration = new() { BlockPublicAcls = true, IgnorePublicAcls = true, BlockPublicPolicy = true, RestrictPublicBuckets = true },
            }, ct);
            await s3.PutBucketEncryptionAsync(new() { BucketName = name, ServerSideEncryptionConfiguration = new() { ServerSideEncryptionRules = [Encryption(input)] } }, ct);
            if (input is { Versioning: true, ObjectLock: false })
                await s3.PutBucketVersioningAsync(new() { BucketName = name, VersioningConfig = new() { Status = VersionStatus.Enabled } }, ct);
            if (S3Tags.ToList(input.Tags) is { } tags) await s3.PutBucketTaggingAsync(new PutBucketTaggingRequest { BucketName = name, TagSet = tags }, ct);
        }
        catch (Exception e) when (AwsErrors.Translate(e, context.Target) is { } why)
        {
            throw new ToolException(why.Code, $"The bucket {name} was created, but not all of its settings: {why.Message}",
                "s3_get_bucket shows what it has. Set the rest with the other tools, or remove it with s3_delete_bucket.", e)
            {
                AwsErrorCode = why.AwsErrorCode,
                RequestId = why.RequestId,
            };
        }

        return new(name, region, Versioned(input) ? "Enabled" : "Off", BucketParts.Describe(Encryption(input)));
    }

    private static bool Versioned(Input input) => input.Versioning || input.ObjectLock;

    private static ServerSideEncryptionRule Encryption(Input input) => SetEncryption.Rule(input.KmsKeyId is null ? "AES256" : "aws:kms", input.KmsKeyId, bucketKey: true);

    private static string? Region(IAmazonS3 s3) =>
        s3.Config.AuthenticationRegion is { Length: > 0 } signed ? signed : s3.Config.RegionEndpoint?.SystemName;
}
