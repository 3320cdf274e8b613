using System.ComponentModel;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_block_public_access: closes a bucket to the public, or lifts the block (PutPublicAccessBlock).</summary>
public static class BlockPublicAccess
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "block_public_access", "Blocks public access to a bucket; false lifts a part of the block.", PlanAsync, RunAsync,
        iam:
        [
            "s3:GetBucketPublicAccessBlock", "s3:GetBucketPolicy", "s3:GetBucketAcl", "s3:GetBucketWebsite", "s3:GetBucketTagging", "s3:PutBucketPublicAccessBlock",
        ],
        examples: ["Close bucket old-site to the public.", "Allow a public policy on bucket www."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("Refuse new public ACLs.")]
        public bool BlockPublicAcls { get; init; } = true;

        [Description("Ignore public ACLs.")]
        public bool IgnorePublicAcls { get; init; } = true;

        [Description("Refuse new public policies.")]
        public bool BlockPublicPolicy { get; init; } = true;

        [Description("Void public policies.")]
        public bool RestrictPublicBuckets { get; init; } = true;
    }

    public sealed record Result(string Bucket, bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets, string? Warning);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var now = await BucketParts.PublicAccessBlockAsync(s3, input.Bucket, ct);
        var statements = BucketPolicies.Public(BucketPolicies.Parse(await BucketParts.PolicyAsync(s3, input.Bucket, ct)));
        var grants = await BucketParts.PublicGrantsAsync(s3, input.Bucket, ct);
        var website = await BucketParts.WebsiteAsync(s3, input.Bucket, ct);
        var (state, next) = (Describe(now), Describe(ToBlock(input)));
        return new(Lifts(input) ? $"LIFT the public access block of {input.Bucket}: what is in it can become public." : $"Block all public access to {input.Bucket}.",
        [
            $"{state} -> {next}",
            .. statements.Select(s => Effect(now?.RestrictPublicBuckets == true, input.RestrictPublicBuckets, $"by the bucket policy: {s}")),
            .. grants.Select(g => Effect(now?.IgnorePublicAcls == true, input.IgnorePublicAcls, $"by the bucket's access control list: {g}")),
            .. website is not null && input.RestrictPublicBuckets ? [$"The website ({website}) can be seen only through what signs its requests, such as CloudFront."] : Array.Empty<string>(),
            .. statements.Count + grants.Count == 0 ? ["No policy statement and no grant on the bucket is for everybody now. Access control lists of single objects were not looked at."] : Array.Empty<string>(),
            .. Lifts(input) ? [Warning] : Array.Empty<string>(),
        ])
        {
            Resources = [await BucketParts.ResourceAsync(s3, input.Bucket, $"public access block: {state}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        await s3.PutPublicAccessBlockAsync(new() { BucketName = input.Bucket, PublicAccessBlockConfiguration = ToBlock(input) }, ct);
        return new(input.Bucket, input.BlockPublicAcls, input.IgnorePublicAcls, input.BlockPublicPolicy, input.RestrictPublicBuckets, Lifts(input) ? Warning : null);
    }

    private const string Warning = "WARNING: the bucket is no longer fully protected from public access; only the account's own block, if there is one, still holds.";

    private static bool Lifts(Input i) => !(i.BlockPublicAcls && i.IgnorePublicAcls && i.BlockPublicPolicy && i.RestrictPublicBuckets);

    private static string Effect(bool blocked, bool block, string how) => (blocked, block) switch
    {
        (false, true) => $"No longer open to everybody {how}",
        (true, false) => $"BECOMES OPEN TO EVERYBODY {how}",
        (true, true) => $"Stays closed although open {how}",
        (false, false) => $"STAYS OPEN TO EVERYBODY {how}",
    };

    private static PublicAccessBlockConfiguration ToBlock(Input i) => new()
    {
        BlockPublicAcls = i.BlockPublicAcls,
        IgnorePublicAcls = i.IgnorePublicAcls,
        BlockPublicPolicy = i.BlockPublicPolicy,
        RestrictPublicBuckets = i.RestrictPublicBuckets,
    };

    private static string Describe(PublicAccessBlockConfiguration? b)
    {
        string[] on =
        [
            .. b?.BlockPublicAcls == true ? ["blockPublicAcls"] : Array.Empty<string>(),
            .. b?.IgnorePublicAcls == true ? ["ignorePublicAcls"] : Array.Empty<string>(),
            .. b?.BlockPublicPolicy == true ? ["blockPublicPolicy"] : Array.Empty<string>(),
            .. b?.RestrictPublicBuckets == true ? ["restrictPublicBuckets"] : Array.Empty<string>(),
        ];
        return on.Length switch { 0 => "nothing blocked", 4 => "all blocked", _ => string.Join(", ", on) };
    }
}
