using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Util;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_upload_file (PutObject; CreateMultipartUpload, UploadPart, CompleteMultipartUpload for a large file, AbortMultipartUpload when it
/// fails). Any file of the machine could leave it this way, so that a person is asked (docs/decisions/0030).
/// </summary>
public static class UploadFile
{
    private const long Mebibyte = 1024 * 1024;
    private const long Most = 5L * 1024 * 1024 * Mebibyte;
    private const int MostParts = 10_000;

    // Below this one request is faster than the three that parts need.
    private const long OneRequest = 16 * Mebibyte;

    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "upload_file", "Uploads a file of the server, of up to 5 TiB. For a text from the call, use s3_put_object.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:PutObject", "s3:PutObjectTagging",
            "s3:AbortMultipartUpload", "kms:GenerateDataKey>s3.amazonaws.com", "kms:Decrypt>s3.amazonaws.com",
        ],
        examples: ["Upload /home/me/site.tar.gz to bucket releases."]).With(deadline: TimeSpan.FromHours(12), person: true);

    public sealed record Input : ObjectInput
    {
        [Description("Full path of a file of the server."), LocalFile]
        public required string Path { get; init; }

        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("MIME type; guessed from the key when left out.")]
        public string? ContentType { get; init; }

        [Description("Replace an object of a versioned bucket.")]
        public bool Overwrite { get; init; }

        [Description("Storage class; STANDARD when left out.")]
        public string? StorageClass { get; init; }

        [Description("KMS key id, ARN or alias; default the bucket's.")]
        public string? KmsKeyId { get; init; }

        [Description("Tags."), MaxLength(S3Tags.MostOfObject)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Uri, long Bytes, int Parts, string ETag, string? VersionId);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var file = LocalFiles.Existing(input.Path);
        var what = $"{file.FullName}, {S3Objects.Size(file.Length)}, changed {PlanBuilder.Text(file.LastWriteTimeUtc)}";
        var plan = new PlanBuilder($"Upload {file.FullName} to {S3Objects.Uri(input.Bucket, input.Key)}.");
        await S3Objects.PlanPutAsync(plan, s3, input.Bucket, input.Key, input.Overwrite, input.RequesterPays, what, context.Target, ct);
        if (file.Length > Most) plan.Obstacle($"{file.FullName} is larger than 5 TiB, the most that an object holds.");
        return plan.Warn("Whoever may read the object can read the file.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var file = LocalFiles.Existing(input.Path);
        var uri = S3Objects.Uri(input.Bucket, input.Key);
        var (parts, (etag, version)) = file.Length <= OneRequest
            ? (1, await WholeAsync(s3, input, file, context, ct))
            : await PartsAsync(s3, input, file, context, ct);
        context.Done($"wrote {uri}", created: uri);
        return new(uri, file.Length, parts, etag, version);
    }

    private static async Task<(string ETag, string? VersionId)> WholeAsync(IAmazonS3 s3, Input input, FileInfo file, ToolContext context,
        CancellationToken ct)
    {
        await using var content = file.OpenRead();
        var answer = await S3Objects.PutAsync(() => s3.PutObjectAsync(new PutObjectRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            InputStream = content,
            // It is sent again where the bucket turns out to be in another region.
            AutoCloseStream = false,
            ContentType = TypeOf(input),
            IfNoneMatch = IfNone(input),
            StorageClass = input.StorageClass,
            ServerSideEncryptionMethod = Encryption(input),
            ServerSideEncryptionKeyManagementServiceKeyId = input.KmsKeyId,
            TagSet = S3Tags.ToList(input.Tags),
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        }, ct), a => a.ETag, input.Bucket, input.Key);
        context.Progress(new($"uploading {file.Name}", file.Length, file.Length));
        return (answer.ETag, answer.VersionId);
    }

    private static async Task<(int Parts, (string ETag, string? VersionId))> PartsAsync(IAmazonS3 s3, Input input, FileInfo file,
        ToolContext context, CancellationToken ct)
    {
        var transfer = new Transfer(file.Length, PartSize(file.Length));
        var upload = (await s3.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            ContentType = TypeOf(input),
            StorageClass = input.StorageClass,
            ServerSideEncryptionMethod = Encryption(input),
            ServerSideEncryptionKeyManagementServiceKeyId = input.KmsKeyId,
            TagSet = S3Tags.ToList(input.Tags),
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        }, ct)).UploadId;
        try
        {
            var etags = new PartETag[transfer.Count];
            await transfer.RunAsync(async (number, offset, size, token) =>
            {
                var sent = await s3.UploadPartAsync(new UploadPartRequest
                {
                    BucketName = input.Bucket,
                    Key = input.Key,
                    UploadId = upload,
                    PartNumber = number,
                    FilePath = file.FullName,
                    FilePosition = offset,
                    PartSize = size,
                    ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                    RequestPayer = S3Objects.Payer(input.RequesterPays),
                }, token);
                etags[number - 1] = new() { PartNumber = number, ETag = sent.ETag, ChecksumCRC32 = sent.ChecksumCRC32 };
            }, context, $"uploading {file.Name}", ct);
            var (length, changed) = (file.Length, file.LastWriteTimeUtc);
            file.Refresh();
            if (!file.Exists || (file.Length, file.LastWriteTimeUtc) != (length, changed))
                throw ToolException.Conflict($"{file.FullName} changed while it was uploaded.",
                    "Nothing was written; repeat it when the file is at rest.");
            var answer = await S3Objects.PutAsync(() => s3.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
            {
                BucketName = input.Bucket,
                Key = input.Key,
                UploadId = upload,
                PartETags = [.. etags],
                IfNoneMatch = IfNone(input),
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, ct), a => a.ETag, input.Bucket, input.Key);
            return (transfer.Count, (answer.ETag, answer.VersionId));
        }
        catch
        {
            await AbortAsync(s3, input, upload, context);
            throw;
        }
    }

    // Parts of an upload that nobody completes are stored and billed, unseen.
    private static async Task AbortAsync(IAmazonS3 s3, Input input, string upload, ToolContext context)
    {
        // The call may have been cancelled, and this is what has to happen then.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), context.Time);
        try
        {
            await s3.AbortMultipartUploadAsync(new AbortMultipartUploadRequest
            {
                BucketName = input.Bucket,
                Key = input.Key,
                UploadId = upload,
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, patience.Token);
        }
        catch (Exception e) when (AwsErrors.Translate(e, context.Target) is not null || e is OperationCanceledException or ToolException)
        {
            context.Done($"left an unfinished upload of {S3Objects.Uri(input.Bucket, input.Key)}, whose parts are billed "
                + $"until a lifecycle rule with abortMultipartDays removes them ({upload})", created: upload);
        }
    }

    /// <summary>At least 8 MiB, and as large as 10,000 parts make it.</summary>
    internal static long PartSize(long length) =>
        Math.Max(8 * Mebibyte, ((length + MostParts - 1) / MostParts + Mebibyte - 1) / Mebibyte * Mebibyte);

    private static string? IfNone(Input input) => input.Overwrite ? null : "*";

    private static ServerSideEncryptionMethod? Encryption(Input input) => input.KmsKeyId is null ? null : ServerSideEncryptionMethod.AWSKMS;

    private static string TypeOf(Input input) =>
        input.ContentType ?? AmazonS3Util.MimeTypeFromExtension(System.IO.Path.GetExtension(input.Key)) ?? "application/octet-stream";
}
