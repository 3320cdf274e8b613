using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_delete_bucket_policy (DeleteBucketPolicy).</summary>
public static class DeleteBucketPolicy
{
    public static readonly S3Tool Tool = S3Tool.Destructive<Input, Result>(
        "delete_bucket_policy", "Deletes a bucket's policy. To change it, use s3_set_bucket_policy.", PlanAsync, RunAsync,
        iam: ["s3:GetBucketPolicy", "s3:GetBucketTagging", "s3:DeleteBucketPolicy"],
        examples: ["Remove the policy from bucket shared-data."],
        idempotent: true);

    public sealed record Input : BucketInput;

    public sealed record Result(string Bucket, string? DeletedPolicy);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var tags = await unknown.TryAsync("The tags of the bucket", () => BucketParts.TagsAsync(s3, name, ct));
        var policy = await BucketParts.PolicyAsync(s3, name, ct) ?? throw new ToolException(
            ToolErrorCode.NotFound, $"The bucket {name} has no policy.", "Nothing needs to be deleted; s3_get_bucket shows its settings.");
        return new PlanBuilder($"Delete the policy of {name}.")
            .Touch(new PlannedResource(name, $"policy {policy}") { Tags = tags })
            .Delete($"the policy of {name}: {policy}", "whom it let in loses access; what it denied, IAM policies may allow again")
            .Unknown(unknown.Notes)
            .Undo("s3_set_bucket_policy", new { bucket = name, policyDocument = policy })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // Told back, so that it can be set again.
        var policy = await BucketParts.PolicyAsync(s3, input.Bucket, ct);
        await s3.DeleteBucketPolicyAsync(new DeleteBucketPolicyRequest { BucketName = input.Bucket }, ct);
        context.Done($"deleted the policy of {input.Bucket}");
        return new(input.Bucket, policy);
    }
}
