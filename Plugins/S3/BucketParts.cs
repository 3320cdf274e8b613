using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// The settings of a bucket, one by one; what was never set is null. For policy, lifecycle, encryption, logging, website and replication
/// the SDK takes every 404 for "not set", also when there is no such bucket: whoever asks for these asks for one of the others as well.
/// </summary>
internal static class BucketParts
{
    public static async Task<string> RegionAsync(IAmazonS3 s3, string bucket, CancellationToken ct)
    {
        var region = (await s3.GetBucketLocationAsync(new GetBucketLocationRequest { BucketName = bucket }, ct)).Location?.Value;
        // The two oldest regions have names of their own here.
        return region switch { null or "" => "us-east-1", "EU" => "eu-west-1", _ => region };
    }

    /// <summary>Enabled, Suspended or Off.</summary>
    public static async Task<string> VersioningAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        Status(await VersioningConfigAsync(s3, bucket, ct));

    /// <summary>Versioning with MFA delete; null when nothing was ever set.</summary>
    public static async Task<S3BucketVersioningConfig?> VersioningConfigAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        (await s3.GetBucketVersioningAsync(new GetBucketVersioningRequest { BucketName = bucket }, ct)).VersioningConfig;

    /// <summary>Enabled, Suspended or Off.</summary>
    public static string Status(S3BucketVersioningConfig? versioning) =>
        versioning?.Status?.Value is { Length: > 0 } status ? status : "Off";

    public static Task<ServerSideEncryptionRule?> EncryptionAsync(IAmazonS3 s3, string bucket, CancellationToken ct) => Optional(
        async () => (await s3.GetBucketEncryptionAsync(new() { BucketName = bucket }, ct))
            .ServerSideEncryptionConfiguration?.ServerSideEncryptionRules?.FirstOrDefault(),
        "ServerSideEncryptionConfigurationNotFoundError");

    public static Task<PublicAccessBlockConfiguration?> PublicAccessBlockAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        Optional(
        async () => (await s3.GetPublicAccessBlockAsync(new() { BucketName = bucket }, ct)).PublicAccessBlockConfiguration,
        "NoSuchPublicAccessBlockConfiguration");

    public static Task<string?> PolicyAsync(IAmazonS3 s3, string bucket, CancellationToken ct) => Optional(
        // The SDK takes a 404 here for an answer and gives the XML of the error as the policy.
        async () => (await s3.GetBucketPolicyAsync(new GetBucketPolicyRequest { BucketName = bucket }, ct))
            .Policy is ['{', ..] policy ? policy : null,
        "NoSuchBucketPolicy");

    /// <summary>
    /// Whether AWS takes the policy for public; null when there is none. Where the answer does not say, the policy itself is judged.
    /// </summary>
    public static Task<bool?> PolicyIsPublicAsync(IAmazonS3 s3, string bucket, CancellationToken ct) => Optional<bool?>(
        async () => (await s3.GetBucketPolicyStatusAsync(new() { BucketName = bucket }, ct)).PolicyStatus?.IsPublic
            ?? (BucketPolicies.Parse(await PolicyAsync(s3, bucket, ct)) is { } policy ? BucketPolicies.Public(policy).Count > 0 : null),
        "NoSuchBucketPolicy");

    /// <summary>The rules and the smallest size that moves, which belongs to them; null when there are none.</summary>
    public static async Task<GetLifecycleConfigurationResponse?> LifecycleConfigurationAsync(IAmazonS3 s3, string bucket,
        CancellationToken ct) =>
        await Optional<GetLifecycleConfigurationResponse>(
            async () => await s3.GetLifecycleConfigurationAsync(new GetLifecycleConfigurationRequest { BucketName = bucket }, ct),
            "NoSuchLifecycleConfiguration");

    public static async Task<IReadOnlyList<LifecycleRule>> LifecycleAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        (await LifecycleConfigurationAsync(s3, bucket, ct))?.Configuration?.Rules ?? [];

    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        S3Tags.ToMap(await Optional(
        async () => (await s3.GetBucketTaggingAsync(new() { BucketName = bucket }, ct)).TagSet,
        "NoSuchTagSet"));

    /// <summary>Where access logs go.</summary>
    public static async Task<string?> LoggingAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        LogsTo(await LoggingConfigAsync(s3, bucket, ct));

    public static async Task<S3BucketLoggingConfig?> LoggingConfigAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        (await s3.GetBucketLoggingAsync(new GetBucketLoggingRequest { BucketName = bucket }, ct)).BucketLoggingConfig;

    /// <summary><c>s3://logs/web/</c>; null when nothing is logged.</summary>
    public static string? LogsTo(S3BucketLoggingConfig? logging) =>
        logging?.TargetBucketName is { Length: > 0 } name ? $"s3://{name}/{logging.TargetPrefix}" : null;

    /// <summary>The CORS rules, in their order.</summary>
    public static async Task<IReadOnlyList<CORSRule>> CorsAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        (await Optional(async () => (await s3.GetCORSConfigurationAsync(new GetCORSConfigurationRequest { BucketName = bucket },
            ct))?.Configuration,
            "NoSuchCORSConfiguration"))?.Rules ?? [];

    public static async Task<string?> ObjectLockAsync(IAmazonS3 s3, string bucket, CancellationToken ct)
    {
        var found = await Optional(
            async () => (await s3.GetObjectLockConfigurationAsync(new() { BucketName = bucket }, ct)).ObjectLockConfiguration,
            "ObjectLockConfigurationNotFoundError");
        if (found?.ObjectLockEnabled is null) return null;
        return found.Rule?.DefaultRetention is { } kept
            ? $"Enabled, {kept.Mode} for {(kept.Years is > 0 ? $"{kept.Years} years" : $"{kept.Days} days")}"
            : "Enabled, no default retention";
    }

    public static Task<string?> OwnershipAsync(IAmazonS3 s3, string bucket, CancellationToken ct) => Optional(
        async () => (await s3.GetBucketOwnershipControlsAsync(new() { BucketName = bucket }, ct))
            .OwnershipControls?.Rules?.FirstOrDefault()?.ObjectOwnership?.Value,
        "OwnershipControlsNotFoundError");

    /// <summary>What the access control list grants to everybody: <c>READ to AllUsers</c>.</summary>
    public static async Task<IReadOnlyList<string>> PublicGrantsAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
    [
        .. ((await s3.GetBucketAclAsync(new() { BucketName = bucket }, ct)).Grants ?? [])
            .Where(g => g.Grantee?.URI is { } uri
                && (uri.EndsWith("/AllUsers", StringComparison.Ordinal) || uri.EndsWith("/AuthenticatedUsers", StringComparison.Ordinal)))
            .Select(Describe)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary><c>READ to AllUsers</c></summary>
    public static string Describe(S3Grant g) => $"{g.Permission} to " + (g.Grantee switch
    {
        { URI: { Length: > 0 } uri } => uri[(uri.LastIndexOf('/') + 1)..],
        { EmailAddress: { Length: > 0 } mail } => mail,
        { } user => $"account {user.CanonicalUser}",
        null => "somebody unknown",
    });

    /// <summary>The index page, or where a website sends its visitors.</summary>
    public static async Task<string?> WebsiteAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        SetWebsite.Describe(await WebsiteConfigurationAsync(s3, bucket, ct));

    public static Task<WebsiteConfiguration?> WebsiteConfigurationAsync(IAmazonS3 s3, string bucket, CancellationToken ct) => Optional(
        async () => (await s3.GetBucketWebsiteAsync(new GetBucketWebsiteRequest { BucketName = bucket }, ct)).WebsiteConfiguration
            // The client gives an empty one where there is none.
            is { } site && (site.RedirectAllRequestsTo is not null || !string.IsNullOrEmpty(site.IndexDocumentSuffix)) ? site : null,
        "NoSuchWebsiteConfiguration");

    public static Task<ReplicationConfiguration?> ReplicationAsync(IAmazonS3 s3, string bucket, CancellationToken ct) => Optional(
        async () => (await s3.GetBucketReplicationAsync(new() { BucketName = bucket }, ct)).Configuration,
        "ReplicationConfigurationNotFoundError");

    /// <summary>The replication rules in words.</summary>
    public static async Task<IReadOnlyList<string>> ReplicatesToAsync(IAmazonS3 s3, string bucket, CancellationToken ct) =>
        [.. ((await ReplicationAsync(s3, bucket, ct))?.Rules ?? []).Select(SetReplication.Describe).Order(StringComparer.Ordinal)];

    /// <summary>What is told of it to queues, topics, functions and EventBridge, in words.</summary>
    public static async Task<IReadOnlyList<string>> NotifiesAsync(IAmazonS3 s3, string bucket, CancellationToken ct)
    {
        var found = await Notifications.ReadAsync(s3, bucket, ct);
        return
        [
            .. Notifications.Of(found).Select(n => n.ToString()).Order(StringComparer.Ordinal),
            .. found.EventBridgeConfiguration is null ? Array.Empty<string>() : ["EventBridge"],
        ];
    }

    /// <summary>The bucket in a plan: its name, what is about to change, its tags.</summary>
    public static async Task<PlannedResource> ResourceAsync(IAmazonS3 s3, string bucket, string state, Unknowns unknown,
        CancellationToken ct) =>
        new(bucket, state) { Tags = await unknown.TryAsync("The tags of the bucket", () => TagsAsync(s3, bucket, ct)) };

    /// <summary><c>aws:kms with key 1234</c>. S3 has encrypted every new object since 2023, also where a bucket names nothing.</summary>
    public static string Describe(ServerSideEncryptionRule? rule) =>
        $"{Algorithm(rule)}{(Blocked(rule) is { } types ? $", {types} refused" : "")}";

    private static string Algorithm(ServerSideEncryptionRule? rule) => rule?.ServerSideEncryptionByDefault is { } sse
        ? sse.ServerSideEncryptionAlgorithm
            + (sse.ServerSideEncryptionKeyManagementServiceKeyId is { Length: > 0 } key ? $" with key {key}" : "")
            + (rule.BucketKeyEnabled == true ? ", bucket key" : "")
        : "AES256 (default)";

    private static string? Blocked(ServerSideEncryptionRule? rule) =>
        rule?.BlockedEncryptionTypes?.EncryptionType?.Where(t => t != "NONE").ToList() is { Count: > 0 } types ? string.Join(", ", types)
            : null;

    private static async Task<T?> Optional<T>(Func<Task<T?>> ask, string absent)
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == absent)
        {
            return default;
        }
    }
}
