using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json.Nodes;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_get_bucket: all settings of a bucket that a person would look at (GetBucketLocation and 14 more, at once).</summary>
public static class GetBucket
{
    // So much of a policy, and so many rules, are shown at a time.
    private const int MostPolicy = 8000;
    private const int MostRules = 20;

    public static readonly S3Tool Tool = S3Tool.Read<Input, Result>(
        "get_bucket",
        "All settings of a bucket, with policy, lifecycle and tags. For its content, use s3_list_objects.",
        RunAsync,
        iam:
        [
            "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration", "s3:GetBucketPublicAccessBlock",
            "s3:GetBucketOwnershipControls",
            "s3:GetBucketPolicy", "s3:GetBucketPolicyStatus", "s3:GetBucketAcl", "s3:GetLifecycleConfiguration", "s3:GetBucketTagging",
            "s3:GetBucketLogging",
            "s3:GetBucketObjectLockConfiguration", "s3:GetBucketWebsite", "s3:GetReplicationConfiguration", "s3:GetBucketNotification",
            "s3:GetBucketCORS",
        ],
        examples: ["Is bucket web-assets encrypted?", "Can the world read this bucket?", "How long do we keep what is in logs-prod?"]);

    public sealed record Input : BucketInput
    {
        [Description("Policy statements to skip."), Range(0, int.MaxValue)]
        public int StatementOffset { get; init; }

        [Description("Lifecycle rules to skip."), Range(0, int.MaxValue)]
        public int RuleOffset { get; init; }
    }

    public sealed record BlockedAccess(bool PublicAcls, bool IgnorePublicAcls, bool PublicPolicy, bool RestrictPublicBuckets);

    public sealed record Result(
        string Name, string? Region, string? Versioning, string? Encryption, BlockedAccess? BlockPublicAccess, string? Ownership,
        JsonObject? Policy, bool? PolicyIsPublic, IReadOnlyList<string>? PublicAclGrants, IReadOnlyList<string>? Lifecycle,
        IReadOnlyDictionary<string, string>? Tags,
        string? LogsTo, string? ObjectLock, string? Website, IReadOnlyList<string>? ReplicatesTo, IReadOnlyList<string>? Notifies,
        IReadOnlyList<string>? Cors)
    {
        /// <summary>Parts that the caller may not read: they are not absent, they are unknown.</summary>
        public IReadOnlyList<string>? Denied { get; init; }

        /// <summary>What is left out, and which call shows it.</summary>
        public string? Note { get; init; }
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (name, denied) = (input.Bucket, new SortedSet<string>(StringComparer.Ordinal));
        var region = Part("region", () => BucketParts.RegionAsync(s3, name, ct), denied);
        var versioning = Part("versioning", () => BucketParts.VersioningAsync(s3, name, ct), denied);
        var encryption = Part("encryption", async () => BucketParts.Describe(await BucketParts.EncryptionAsync(s3, name, ct)), denied);
        var block = Part("blockPublicAccess", () => BucketParts.PublicAccessBlockAsync(s3, name, ct), denied);
        var ownership = Part("ownership", () => BucketParts.OwnershipAsync(s3, name, ct), denied);
        var policy = Part("policy", () => BucketParts.PolicyAsync(s3, name, ct), denied);
        var isPublic = Part("policyIsPublic", () => BucketParts.PolicyIsPublicAsync(s3, name, ct), denied);
        var grants = Part("publicAclGrants", () => BucketParts.PublicGrantsAsync(s3, name, ct), denied);
        var lifecycle = Part("lifecycle", () => BucketParts.LifecycleAsync(s3, name, ct), denied);
        var tags = Part("tags", () => BucketParts.TagsAsync(s3, name, ct), denied);
        var logs = Part("logsTo", () => BucketParts.LoggingAsync(s3, name, ct), denied);
        var objectLock = Part("objectLock", () => BucketParts.ObjectLockAsync(s3, name, ct), denied);
        var website = Part("website", () => BucketParts.WebsiteAsync(s3, name, ct), denied);
        var replicates = Part("replicatesTo", () => BucketParts.ReplicatesToAsync(s3, name, ct), denied);
        var notifies = Part("notifies", () => BucketParts.NotifiesAsync(s3, name, ct), denied);
        var cors = Part("cors", () => BucketParts.CorsAsync(s3, name, ct), denied);
        await Task.WhenAll(region, versioning, encryption, block, ownership, policy, isPublic, grants, lifecycle, tags, logs, objectLock,
            website, replicates, notifies, cors);

        List<string> notes = [];
        var rules = await lifecycle ?? [];
        return new(
            name, await region, await versioning, await encryption, ToBlocked(await block), await ownership,
            Part(BucketPolicies.Parse(await policy), input.StatementOffset, notes), await isPublic, OrAbsent(await grants),
            OrAbsent([.. rules.Skip(input.RuleOffset).Take(MostRules).Select(Lifecycles.Describe)]),
            await tags is { Count: > 0 } t ? t : null, await logs, await objectLock, await website, OrAbsent(await replicates),
            OrAbsent(await notifies), OrAbsent([.. (await cors ?? []).Select(SetCors.Describe)]))
        {
            Denied = denied.Count > 0 ? [.. denied] : null,
            Note = Notes.Join([.. notes, rules.Count > MostRules
                ? $"{rules.Count} lifecycle rules exist; ruleOffset: {Next(input, rules.Count)} shows others." : null]),
        };
    }

    private static int Next(Input input, int rules) => input.RuleOffset + MostRules < rules ? input.RuleOffset + MostRules : 0;

    private static async Task<T?> Part<T>(string name, Func<Task<T>> part, SortedSet<string> denied)
    {
        try
        {
            return await part();
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.Forbidden && e.ErrorCode is "AccessDenied" or "AllAccessDisabled")
        {
            lock (denied) denied.Add(name);
            return default;
        }
    }

    // A policy may have 20 KB, more than an answer should. It is shown a whole statement at a time.
    private static JsonObject? Part(JsonObject? policy, int offset, List<string> notes)
    {
        if (policy is null || offset == 0 && BucketPolicies.ToText(policy).Length <= MostPolicy) return policy;
        var all = BucketPolicies.Statements(policy).ToList();
        var (shown, size) = (new JsonArray(), 0);
        foreach (var statement in all.Skip(offset))
        {
            size += BucketPolicies.ToText(statement).Length;
            if (shown.Count > 0 && size > MostPolicy) break;
            shown.Add(statement.DeepClone());
        }

        var next = offset + shown.Count;
        notes.Add($"Statements {offset + 1} to {next} of the {all.Count} of the policy are shown; "
            + $"statementOffset: {(next < all.Count ? next : 0)} shows others.");
        var part = (JsonObject)policy.DeepClone();
        part["Statement"] = shown;
        return part;
    }

    private static BlockedAccess? ToBlocked(PublicAccessBlockConfiguration? b) =>
        b is null ? null : new(b.BlockPublicAcls == true, b.IgnorePublicAcls == true, b.BlockPublicPolicy == true,
            b.RestrictPublicBuckets == true);

    private static IReadOnlyList<string>? OrAbsent(IReadOnlyList<string>? list) => list is { Count: > 0 } ? list : null;
}
