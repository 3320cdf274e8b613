using System.ComponentModel;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_bucket_policy (PutBucketPolicy).</summary>
public static class SetBucketPolicy
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_bucket_policy", "Replaces a bucket's policy. For the present one, use s3_get_bucket.", PlanAsync, RunAsync,
        iam: ["s3:GetBucketPolicy", "s3:GetBucketPublicAccessBlock", "s3:GetBucketTagging", "s3:PutBucketPolicy"],
        examples: ["Let role deploy of account 111122223333 write to this bucket."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("Whole JSON policy.")]
        public required string PolicyDocument { get; init; }
    }

    public sealed record Result(string Bucket, string? Warning);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, policy, unknown) = (input.Bucket, BucketPolicies.Read(input.PolicyDocument), new Unknowns(context.Target));
        var now = await BucketParts.PolicyAsync(s3, name, ct);
        var block = await unknown.TryAsync("The public access block of the bucket", () => BucketParts.PublicAccessBlockAsync(s3, name, ct));
        var plan = new PlanBuilder($"{(now is null ? "Give" : "Replace the policy of")} {name}{(now is null ? " a policy" : "")}.")
            .Touch(await BucketParts.ResourceAsync(s3, name, $"policy {now ?? "none"}", unknown, ct))
            .Change(name, "policy", now, BucketPolicies.ToText(policy))
            .Unknown(unknown.Notes);
        foreach (var warning in Warnings(policy)) plan.Warn(warning);
        if (block is { BlockPublicPolicy: true } && BucketPolicies.Public(policy).Count > 0)
        {
            // AWS alone knows for sure which conditions it takes for a limit.
            if (BucketPolicies.IsSurelyPublic(policy)) plan.Obstacle(
                "The bucket's public access block refuses a public policy; s3_block_public_access lifts it.");
            else plan.Warn("The bucket's public access block refuses public policies; S3 may take this one for public and deny it.");
        }

        return (now is null
            ? plan.Undo("s3_delete_bucket_policy", new { bucket = name })
            : plan.Undo("s3_set_bucket_policy", new { bucket = name, policyDocument = now })).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var policy = BucketPolicies.Read(input.PolicyDocument);
        await s3.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = input.Bucket, Policy = BucketPolicies.ToText(policy) }, ct);
        context.Done($"set the policy of {input.Bucket}");
        return new(input.Bucket, Warnings(policy).ToList() is { Count: > 0 } open ? $"WARNING: {string.Join(" ", open)}" : null);
    }

    private static IEnumerable<string> Warnings(System.Text.Json.Nodes.JsonObject policy) =>
    [
        .. BucketPolicies.Public(policy).Select(s => $"Everybody gets {s}."),
        .. BucketPolicies.Limited(policy).Select(s => $"Anyone whom the condition lets in gets {s}."),
        .. BucketPolicies.LockingOut(policy).Select(s => $"The policy denies {s}: whoever that hits cannot change this policy again, "
            + "and where it hits all, only the account's root user can remove it."),
    ];
}
