using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_block_public_access: closes a bucket to the public, or lifts the block (PutPublicAccessBlock).</summary>
public static class BlockPublicAccess
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "block_public_access", "Blocks public access to a bucket; false lifts a part of the block.", PlanAsync, RunAsync,
        iam:
        [
            "s3:GetBucketPublicAccessBlock", "s3:GetBucketPolicy", "s3:GetBucketAcl", "s3:GetBucketWebsite", "s3:GetBucketTagging",
            "s3:PutBucketPublicAccessBlock",
        ],
        examples: ["Close bucket old-site to the public.", "Allow a public policy on bucket www."],
        idempotent: true);

    public sealed record Input : BlockInput
    {
        [Description("Bucket."), RegularExpression(BucketInput.Pattern), JsonPropertyOrder(-1)]
        public required string Bucket { get; init; }
    }

    public sealed record Result(string Bucket, bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy,
        bool RestrictPublicBuckets, string? Warning);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var now = await BucketParts.PublicAccessBlockAsync(s3, name, ct);
        var policy = unknown.TryAsync("The policy", () => BucketParts.PolicyAsync(s3, name, ct));
        var acl = unknown.TryAsync("The access control list of the bucket", () => BucketParts.PublicGrantsAsync(s3, name, ct));
        var site = unknown.TryAsync("The website", () => BucketParts.WebsiteAsync(s3, name, ct));
        var (statements, grants) = (BucketPolicies.Public(BucketPolicies.Parse(await policy)), await acl ?? []);
        var plan = new PlanBuilder(input.Lifts() ? $"LIFT the public access block of {name}: what is in it can become public."
            : $"Block all public access to {name}.")
            .Touch(await BucketParts.ResourceAsync(s3, name, $"public access block: {Describe(now)}", unknown, ct))
            .Change(name, "blockPublicAcls", now?.BlockPublicAcls == true, input.BlockPublicAcls)
            .Change(name, "ignorePublicAcls", now?.IgnorePublicAcls == true, input.IgnorePublicAcls)
            .Change(name, "blockPublicPolicy", now?.BlockPublicPolicy == true, input.BlockPublicPolicy)
            .Change(name, "restrictPublicBuckets", now?.RestrictPublicBuckets == true, input.RestrictPublicBuckets);
        foreach (var s in statements) AddOpenness(plan, now?.RestrictPublicBuckets == true, input.RestrictPublicBuckets,
            $"by the bucket policy: {s}");
        foreach (var g in grants) AddOpenness(plan, now?.IgnorePublicAcls == true, input.IgnorePublicAcls,
            $"by the bucket's access control list: {g}");
        if (await site is { } website && input.RestrictPublicBuckets)
            plan.Warn($"The website ({website}) can be seen only through what signs its requests, for example CloudFront.");
        if (input.Lifts()) plan.Warn(Warning);
        return plan.Unknown([.. unknown.Notes, "Access control lists of single objects, and the account's own block, were not looked at."])
            .Undo("s3_block_public_access", new
            {
                bucket = name,
                blockPublicAcls = now?.BlockPublicAcls == true,
                ignorePublicAcls = now?.IgnorePublicAcls == true,
                blockPublicPolicy = now?.BlockPublicPolicy == true,
                restrictPublicBuckets = now?.RestrictPublicBuckets == true,
            })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        await s3.PutPublicAccessBlockAsync(new() { BucketName = input.Bucket, PublicAccessBlockConfiguration = ToBlock(input) }, ct);
        context.Done($"set the public access block of {input.Bucket}");
        return new(input.Bucket, input.BlockPublicAcls, input.IgnorePublicAcls, input.BlockPublicPolicy, input.RestrictPublicBuckets,
            input.Lifts() ? $"WARNING: {Warning}" : null);
    }

    private const string Warning =
        "The bucket is no longer fully protected from public access; only the account's own block, if there is one, still holds.";

    // What a statement with a condition opens, only AWS knows for sure; the condition is part of its text.
    private static void AddOpenness(PlanBuilder plan, bool blocked, bool block, string how)
    {
        switch (blocked, block)
        {
            case (false, true): plan.Lose($"the access of everybody {how}"); break;
            case (true, false): plan.Warn($"BECOMES OPEN TO EVERYBODY {how}"); break;
            case (true, true): plan.Keep($"closed to everybody although open {how}"); break;
            case (false, false): plan.Warn($"STAYS OPEN TO EVERYBODY {how}"); break;
        }
    }

    private static PublicAccessBlockConfiguration ToBlock(Input i) => new()
    {
        BlockPublicAcls = i.BlockPublicAcls,
        IgnorePublicAcls = i.IgnorePublicAcls,
        BlockPublicPolicy = i.BlockPublicPolicy,
        RestrictPublicBuckets = i.RestrictPublicBuckets,
    };

    private static string Describe(PublicAccessBlockConfiguration? b)
    {
        List<string> on = [];
        if (b?.BlockPublicAcls == true) on.Add("blockPublicAcls");
        if (b?.IgnorePublicAcls == true) on.Add("ignorePublicAcls");
        if (b?.BlockPublicPolicy == true) on.Add("blockPublicPolicy");
        if (b?.RestrictPublicBuckets == true) on.Add("restrictPublicBuckets");
        return on.Count switch { 0 => "nothing blocked", 4 => "all blocked", _ => string.Join(", ", on) };
    }
}
