using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_copy_object: copies within S3, with metadata and tags (CopyObject).</summary>
public static class CopyObject
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "copy_object", "Copies an object of up to 5 GB; an old version copied over its key is restored.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging",
            "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:PutObject", "s3:PutObjectTagging",
            "kms:GenerateDataKey>s3.amazonaws.com", "kms:Decrypt>s3.amazonaws.com",
        ],
        examples: ["Copy report.pdf from bucket drafts to bucket public-docs.", "Bring back yesterday's version of config.json."]);

    public sealed record Input
    {
        [Description("From bucket."), RegularExpression(BucketInput.Pattern)]
        public required string SourceBucket { get; init; }

        [Description("From key."), MinLength(1)]
        public required string SourceKey { get; init; }

        [Description("Old version.")]
        public string? SourceVersionId { get; init; }

        [Description("To bucket."), RegularExpression(BucketInput.Pattern)]
        public required string Bucket { get; init; }

        [Description("To key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Replace a versioned object.")]
        public bool Overwrite { get; init; }

        [Description("Storage class.")]
        public string? StorageClass { get; init; }
    }

    public sealed record Result(string Uri, string ETag, string? VersionId);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var source = await S3Objects.HeadAsync(s3, input.SourceBucket, input.SourceKey, input.SourceVersionId, ct)
            ?? throw S3Objects.Missing(input.SourceBucket, input.SourceKey, input.SourceVersionId);
        var what = S3Objects.Describe(input.SourceBucket, input.SourceKey, source);
        return await S3Objects.PlanPutAsync(s3, input.Bucket, input.Key, input.Overwrite, $"Copy {what} to {S3Objects.Uri(input.Bucket, input.Key)}.", $"a copy of {what}", ct);
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var answer = await S3Objects.PutAsync(() => s3.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = input.SourceBucket,
            SourceKey = input.SourceKey,
            SourceVersionId = input.SourceVersionId,
            DestinationBucket = input.Bucket,
            DestinationKey = input.Key,
            IfNoneMatch = input.Overwrite ? null : "*",
            StorageClass = input.StorageClass,
        }, ct), input.Bucket, input.Key);
        return new(S3Objects.Uri(input.Bucket, input.Key), answer.ETag, answer.VersionId);
    }
}
