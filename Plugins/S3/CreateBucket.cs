using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_create_bucket (HeadBucket, CreateBucket, then PutPublicAccessBlock, PutBucketEncryption, PutBucketVersioning, PutBucketTagging).
/// </summary>
public static class CreateBucket
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "create_bucket", "Creates a bucket: encrypted, closed to the public, without access control lists.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:CreateBucket", "s3:PutBucketOwnershipControls", "s3:GetEncryptionConfiguration",
            "s3:PutEncryptionConfiguration",
            "s3:PutBucketPublicAccessBlock", "s3:PutBucketVersioning", "s3:PutBucketObjectLockConfiguration", "s3:PutBucketTagging",
        ],
        examples: ["Make a versioned bucket for our build artefacts in Frankfurt."]);

    public sealed record Input
    {
        [Description("New name, unique in all of AWS."), RegularExpression("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")]
        public required string Bucket { get; init; }

        [Description("Keep old versions of objects.")]
        public bool Versioning { get; init; }

        [Description("KMS key id, ARN or alias; S3's own key when left out.")]
        public string? KmsKeyId { get; init; }

        [Description("Allow retention locks; implies versioning, for good.")]
        public bool ObjectLock { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string? Region, string Versioning, string Encryption);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var name = input.Bucket;
        var plan = new PlanBuilder($"Create the bucket {name}{(Region(s3) is { } region ? $" in {region}" : "")}.")
            .Create(name, "encryption", BucketParts.Describe(Encryption(input)))
            .Create(name, "public access", "all of it blocked")
            .Create(name, "access control lists", "off; the bucket owner owns every object")
            .Create(name, "versioning", Versioned(input), input.ObjectLock ? "with Object Lock, which cannot be turned off" : null);
        if (input.Tags.Count > 0) plan.Create(name, "tags", input.Tags.Select(t => $"{t.Key}={t.Value}"));
        return plan.Obstacle(await TakenAsync(s3, name, ct)).Undo("s3_delete_bucket", new { bucket = name }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, region) = (input.Bucket, Region(s3));
        // In us-east-1 S3 answers success for a bucket that the caller has already, and takes away its access control lists.
        if (await TakenAsync(s3, name, ct) is { } taken) throw ToolException.Conflict(taken, "s3_get_bucket shows its settings.");
        await s3.PutBucketAsync(new PutBucketRequest
        {
            BucketName = name,
            // us-east-1 takes no location. The SDK's own words for regions have EU for eu-west-1, which only the oldest clients know.
            UseClientRegion = false,
            PutBucketConfiguration = region is null or "us-east-1" ? null : new() { LocationConstraint = region },
            ObjectOwnership = ObjectOwnership.BucketOwnerEnforced,
            ObjectLockEnabledForBucket = input.ObjectLock ? true : null,
        }, ct);
        context.Done($"created {name}", created: name);

        // One after the other: S3 refuses two changes of a bucket at once. The lock on the door comes first.
        await Waiting.AfterCreationAsync(t => s3.PutPublicAccessBlockAsync(new()
        {
            BucketName = name,
            PublicAccessBlockConfiguration = new()
            {
                BlockPublicAcls = true,
                IgnorePublicAcls = true,
                BlockPublicPolicy = true,
                RestrictPublicBuckets = true
            },
        }, t), context, ct);
        context.Done($"blocked public access to {name}");
        var rule = Encryption(input);
        // AWS encrypts new buckets itself, and other endpoints may not.
        var given = await BucketParts.EncryptionAsync(s3, name, ct);
        // What S3 refuses in new buckets (keys that clients supply) stays refused.
        rule.BlockedEncryptionTypes = given?.BlockedEncryptionTypes;
        if (input.KmsKeyId is not null || given is null)
        {
            await s3.PutBucketEncryptionAsync(
                new() { BucketName = name, ServerSideEncryptionConfiguration = new() { ServerSideEncryptionRules = [rule] } }, ct);
            context.Done($"set the encryption of {name}");
        }

        if (input is { Versioning: true, ObjectLock: false })
        {
            await s3.PutBucketVersioningAsync(new() { BucketName = name, VersioningConfig = new() { Status = VersionStatus.Enabled } }, ct);
            context.Done($"turned versioning of {name} on");
        }

        if (S3Tags.ToList(input.Tags) is { } tags)
        {
            await s3.PutBucketTaggingAsync(new PutBucketTaggingRequest { BucketName = name, TagSet = tags }, ct);
            context.Done($"tagged {name}");
        }

        return new(name, region, Versioned(input) ? "Enabled" : "Off", BucketParts.Describe(rule));
    }

    private static async Task<string?> TakenAsync(IAmazonS3 s3, string name, CancellationToken ct)
    {
        try
        {
            await s3.HeadBucketAsync(new() { BucketName = name }, ct);
            return $"The bucket {name} exists already, and this account can use it.";
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Forbidden
            && AwsErrors.BucketRegion(e) is not null)
        {
            return $"A bucket {name} exists already; the caller may not look into it, or it belongs to somebody else.";
        }
    }

    private static bool Versioned(Input input) => input.Versioning || input.ObjectLock;

    private static ServerSideEncryptionRule Encryption(Input input) =>
        SetEncryption.Rule(input.KmsKeyId is null ? "AES256" : "aws:kms", input.KmsKeyId, bucketKey: true);

    private static string? Region(IAmazonS3 s3) =>
        s3.Config.AuthenticationRegion is { Length: > 0 } signed ? signed : s3.Config.RegionEndpoint?.SystemName;
}
