using System.Net;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_get_bucket: all settings of a bucket that a person would look at (GetBucketLocation and 13 more, at once).</summary>
public static class GetBucket
{
    public static readonly S3Tool Tool = S3Tool.Read<Input, Result>(
        "get_bucket", "Gets all settings of a bucket: encryption, public access, policy, lifecycle, tags and more. For its content, use s3_list_objects.", RunAsync,
        iam:
        [
            "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration", "s3:GetBucketPublicAccessBlock", "s3:GetBucketOwnershipControls",
            "s3:GetBucketPolicy", "s3:GetBucketPolicyStatus", "s3:GetBucketAcl", "s3:GetLifecycleConfiguration", "s3:GetBucketTagging", "s3:GetBucketLogging",
            "s3:GetBucketObjectLockConfiguration", "s3:GetBucketWebsite", "s3:GetReplicationConfiguration", "s3:GetBucketNotification",
        ],
        examples: ["Is bucket web-assets encrypted?", "Can the world read this bucket?", "How long do we keep what is in logs-prod?"]);

    public sealed record Input : BucketInput;

    public sealed record BlockedAccess(bool PublicAcls, bool IgnorePublicAcls, bool PublicPolicy, bool RestrictPublicBuckets);

    public sealed record Result(
        string Name, string Region, string Versioning, string? Encryption, BlockedAccess? BlockPublicAccess, string? Ownership,
        JsonObject? Policy, bool? PolicyIsPublic, IReadOnlyList<string>? PublicAclGrants, IReadOnlyList<string>? Lifecycle, IReadOnlyDictionary<string, string>? Tags,
        string? LogsTo, string? ObjectLock, string? Website, IReadOnlyList<string>? ReplicatesTo, IReadOnlyList<string>? Notifies)
    {
        /// <summary>Parts that the caller may not read: they are not absent, they are unknown.</summary>
        public IReadOnlyList<string>? Denied { get; init; }
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (name, denied) = (input.Bucket, new SortedSet<string>(StringComparer.Ordinal));
        var region = BucketParts.RegionAsync(s3, name, ct);
        var versioning = BucketParts.VersioningAsync(s3, name, ct);
        var encryption = Part("encryption", BucketParts.EncryptionAsync(s3, name, ct), denied);
        var block = Part("blockPublicAccess", BucketParts.PublicAccessBlockAsync(s3, name, ct), denied);
        var ownership = Part("ownership", BucketParts.OwnershipAsync(s3, name, ct), denied);
        var policy = Part("policy", BucketParts.PolicyAsync(s3, name, ct), denied);
        var isPublic = Part("policyIsPublic", BucketParts.PolicyIsPublicAsync(s3, name, ct), denied);
        var grants = Part("publicAclGrants", BucketParts.PublicGrantsAsync(s3, name, ct), denied);
        var lifecycle = Part("lifecycle", BucketParts.LifecycleAsync(s3, name, ct), denied);
        var tags = Part("tags", BucketParts.TagsAsync(s3, name, ct), denied);
        var logs = Part("logsTo", BucketParts.LoggingAsync(s3, name, ct), denied);
        var objectLock = Part("objectLock", BucketParts.ObjectLockAsync(s3, name, ct), denied);
        var website = Part("website", BucketParts.WebsiteAsync(s3, name, ct), denied);
        var replicates = Part("replicatesTo", BucketParts.ReplicatesToAsync(s3, name, ct), denied);
        var notifies = Part("notifies", BucketParts.NotifiesAsync(s3, name, ct), denied);
        await Task.WhenAll(region, versioning, encryption, block, ownership, policy, isPublic, grants, lifecycle, tags, logs, objectLock, website, replicates, notifies);

        return new(
            name, await region, await versioning, await encryption is { } sse ? BucketParts.Describe(sse) : null, ToBlocked(await block), await ownership,
            BucketPolicies.Parse(await policy), await isPublic, OrAbsent(await grants), OrAbsent([.. (await lifecycle ?? []).Select(Lifecycles.Describe)]),
            await tags is { Count: > 0 } t ? t : null, await logs, await objectLock, await website, OrAbsent(await replicates), OrAbsent(await notifies))
        {
            Denied = denied.Count > 0 ? [.. denied] : null,
        };
    }

    private static async Task<T?> Part<T>(string name, Task<T> part, SortedSet<string> denied)
    {
        try
        {
            return await part;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden && e.ErrorCode is "AccessDenied" or "AllAccessDisabled")
        {
            lock (denied) denied.Add(name);
            return default;
        }
    }

    private static BlockedAccess? ToBlocked(PublicAccessBlockConfiguration? b) =>
        b is null ? null : new(b.BlockPublicAcls == true, b.IgnorePublicAcls == true, b.BlockPublicPolicy == true, b.RestrictPublicBuckets == true);

    private static IReadOnlyList<string>? OrAbsent(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;
}
