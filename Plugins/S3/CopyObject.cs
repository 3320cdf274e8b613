using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_copy_object: copies within S3, with metadata and tags (HeadObject, CopyObject).</summary>
public static class CopyObject
{
    private const long Most = 5L * 1024 * 1024 * 1024;

    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "copy_object", "Copies an object of up to 5 GB, between regions too; an old version copied over its key is restored.", PlanAsync,
        RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging",
            "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:PutObject", "s3:PutObjectTagging",
            "kms:GenerateDataKey>s3.amazonaws.com", "kms:Decrypt>s3.amazonaws.com",
        ],
        examples: ["Copy report.pdf from bucket drafts to bucket public-docs.", "Bring back yesterday's version of config.json."]);

    public sealed record Input : ObjectInput
    {
        [Description("Bucket to copy from."), RegularExpression(BucketInput.ObjectPattern)]
        public required string SourceBucket { get; init; }

        [Description("Key to copy."), MinLength(1)]
        public required string SourceKey { get; init; }

        [Description("Version to copy; the latest when left out.")]
        public string? SourceVersionId { get; init; }

        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Replace an object of a versioned bucket.")]
        public bool Overwrite { get; init; }

        [Description("Storage class of the copy; the source's when left out.")]
        public string? StorageClass { get; init; }
    }

    public sealed record Result(string Uri, string ETag, string? VersionId);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (source, target) = (await SourceAsync(s3, input, ct), S3Objects.Uri(input.Bucket, input.Key));
        var what = S3Objects.Describe(input.SourceBucket, input.SourceKey, source);
        var plan = new PlanBuilder($"Copy {what} to {target}.");
        await S3Objects.PlanPutAsync(plan, s3, input.Bucket, input.Key, input.Overwrite, input.RequesterPays, $"a copy of {what}",
            context.Target, ct);
        plan.Create(target, "storage class", Class(input, source), KeepsKey(input, source)
            ? "access is that which the bucket gives new objects" : "encryption and access are those that the target bucket gives new objects");
        if (KeepsKey(input, source)) plan.Create(target, "encryption",
            $"{source.ServerSideEncryptionMethod?.Value} with {source.ServerSideEncryptionKeyManagementServiceKeyId}", "as it is now");
        if (source.Headers.ContentLength > Most) plan.Obstacle($"{what} is larger than 5 GB, which one copy cannot move; use 'aws s3 cp'.");
        if (S3Objects.Archive(source) is { } archive)
            plan.Obstacle($"{what} is archived ({archive}): restore it first with s3_restore_objects.");
        if (input.SourceVersionId is null && (input.SourceBucket, input.SourceKey) == (input.Bucket, input.Key)
            && Class(input, source) == Class(source))
            plan.Obstacle("The copy would be the object itself, unchanged. Pass sourceVersionId or another storageClass.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 makes copies STANDARD, with the encryption that the bucket gives new objects, unless told otherwise.
        var source = await SourceAsync(s3, input, ct);
        var (storageClass, keepsKey) = (Class(input, source), KeepsKey(input, source));
        var answer = await S3Objects.PutAsync(() => s3.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = input.SourceBucket,
            SourceKey = input.SourceKey,
            SourceVersionId = input.SourceVersionId,
            DestinationBucket = input.Bucket,
            DestinationKey = input.Key,
            IfNoneMatch = input.Overwrite ? null : "*",
            StorageClass = storageClass is "STANDARD" ? null : storageClass,
            ServerSideEncryptionMethod = keepsKey ? source.ServerSideEncryptionMethod : null,
            ServerSideEncryptionKeyManagementServiceKeyId = keepsKey ? source.ServerSideEncryptionKeyManagementServiceKeyId : null,
            BucketKeyEnabled = keepsKey ? source.BucketKeyEnabled : null,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        }, ct), a => a.ETag, input.Bucket, input.Key);
        context.Done($"wrote {S3Objects.Uri(input.Bucket, input.Key)}", created: S3Objects.Uri(input.Bucket, input.Key));
        return new(S3Objects.Uri(input.Bucket, input.Key), answer.ETag, answer.VersionId);
    }

    private static async Task<GetObjectMetadataResponse> SourceAsync(IAmazonS3 s3, Input input, CancellationToken ct) =>
        await S3Objects.HeadAsync(s3, input.SourceBucket, input.SourceKey, input.SourceVersionId, input.RequesterPays, ct)
            ?? throw S3Objects.Missing(input.SourceBucket, input.SourceKey, input.SourceVersionId);

    // An object that stays in its bucket stays under its own key; elsewhere that key may not be usable.
    private static bool KeepsKey(Input input, GetObjectMetadataResponse source) =>
        input.SourceBucket == input.Bucket && source.ServerSideEncryptionKeyManagementServiceKeyId is { Length: > 0 };

    private static string Class(GetObjectMetadataResponse source) =>
        source.StorageClass?.Value is { Length: > 0 } named ? named : "STANDARD";

    private static string Class(Input input, GetObjectMetadataResponse source) => input.StorageClass ?? Class(source);
}
