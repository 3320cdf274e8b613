using System.ComponentModel;
using Amazon.S3;

namespace Infra.Plugins.S3;

/// <summary>s3_set_versioning (PutBucketVersioning).</summary>
public static class SetVersioning
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_versioning", "Turns versioning on or suspends it. To expire old versions, use s3_set_lifecycle.", PlanAsync, RunAsync,
        iam: ["s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:PutBucketVersioning"],
        examples: ["Keep old versions of everything in bucket documents."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("False suspends it.")]
        public bool Enabled { get; init; } = true;
    }

    public sealed record Result(string Bucket, string Versioning);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var now = await BucketParts.VersioningAsync(s3, input.Bucket, ct);
        return new($"Set versioning of {input.Bucket} to {Status(input)}.",
        [
            $"{now} -> {Status(input)}",
            input.Enabled
                ? "From now on deleted and overwritten objects stay as old versions, which cost storage."
                : "Old versions stay; from now on an overwritten or deleted object is lost unless it was written while versioning was on.",
        ])
        {
            Resources = [await BucketParts.ResourceAsync(s3, input.Bucket, $"versioning {now}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        await s3.PutBucketVersioningAsync(new() { BucketName = input.Bucket, VersioningConfig = new() { Status = Status(input) } }, ct);
        return new(input.Bucket, Status(input));
    }

    private static VersionStatus Status(Input input) => input.Enabled ? VersionStatus.Enabled : VersionStatus.Suspended;
}
