using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

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
        [Description("JSON policy.")]
        public required string Policy { get; init; }
    }

    public sealed record Result(string Bucket, string? Warning);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var policy = BucketPolicies.Read(input.Policy);
        var now = await BucketParts.PolicyAsync(s3, input.Bucket, ct);
        var block = await BucketParts.PublicAccessBlockAsync(s3, input.Bucket, ct);
        return new($"{(now is null ? "Give" : "Replace the policy of")} {input.Bucket}{(now is null ? " a policy" : "")}.",
        [
            $"now: {now ?? "none"}",
            $"new: {BucketPolicies.ToText(policy)}",
            .. BucketPolicies.Public(policy).Select(s => $"WARNING: everybody gets {s}"),
            .. BucketPolicies.Public(policy).Count > 0 && block is { BlockPublicPolicy: true } ? ["The bucket's public access block refuses a public policy; S3 will deny this."] : Array.Empty<string>(),
        ])
        {
            Resources = [await BucketParts.ResourceAsync(s3, input.Bucket, $"policy {now ?? "none"}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var policy = BucketPolicies.Read(input.Policy);
        await s3.PutBucketPolicyAsync(new PutBucketPolicyRequest { BucketName = input.Bucket, Policy = BucketPolicies.ToText(policy) }, ct);
        return new(input.Bucket, BucketPolicies.Public(policy) is { Count: > 0 } open ? $"WARNING: everybody gets {string.Join("; ", open)}" : null);
    }
}
