using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Util;

namespace Infra.Plugins.S3;

/// <summary>s3_put_object: writes a small object from the arguments (PutObject).</summary>
public static class PutObject
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "put_object", "Writes a small object. For a file, make an upload link with s3_presign_url.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:PutObject", "s3:PutObjectTagging",
            "kms:GenerateDataKey>s3.amazonaws.com", "kms:Decrypt>s3.amazonaws.com",
        ],
        examples: ["Put this JSON as config/app.json into bucket settings."]);

    public sealed record Input : BucketInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Content.")]
        public required string Content { get; init; }

        [Description("Base64 content.")]
        public bool Base64 { get; init; }

        [Description("Content type.")]
        public string? ContentType { get; init; }

        [Description("Replace a versioned object.")]
        public bool Overwrite { get; init; }

        [Description("Storage class.")]
        public string? StorageClass { get; init; }

        [Description("Else the bucket's encryption.")]
        public string? KmsKeyId { get; init; }

        [Description("User metadata.")]
        public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Uri, int Size, string ETag, string? VersionId, string? Encryption);

    public static Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct) => S3Objects.PlanPutAsync(
        s3, input.Bucket, input.Key, input.Overwrite, $"Write {S3Objects.Uri(input.Bucket, input.Key)}.", S3Objects.Size(Bytes(input).Length), ct);

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        using var content = new MemoryStream(Bytes(input), writable: false);
        var request = new PutObjectRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            InputStream = content,
            ContentType = input.ContentType ?? TypeOf(input),
            IfNoneMatch = input.Overwrite ? null : "*",
            StorageClass = input.StorageClass,
            ServerSideEncryptionMethod = input.KmsKeyId is null ? null : ServerSideEncryptionMethod.AWSKMS,
            ServerSideEncryptionKeyManagementServiceKeyId = input.KmsKeyId,
            TagSet = S3Tags.ToList(input.Tags),
        };
        foreach (var (key, value) in input.Metadata) request.Metadata[key] = value;
        var size = (int)content.Length;
        var answer = await S3Objects.PutAsync(() => s3.PutObjectAsync(request, ct), input.Bucket, input.Key);
        return new(S3Objects.Uri(input.Bucket, input.Key), size, answer.ETag, answer.VersionId, answer.ServerSideEncryptionMethod?.Value);
    }

    private static byte[] Bytes(Input input)
    {
        if (!input.Base64) return Encoding.UTF8.GetBytes(input.Content);
        var bytes = new byte[input.Content.Length];
        return Convert.TryFromBase64String(input.Content, bytes, out var length)
            ? bytes[..length]
            : throw new ToolException(ToolErrorCode.InvalidInput, "The content is not base64.", "Pass base64: false for text.");
    }

    private static string TypeOf(Input input) => AmazonS3Util.MimeTypeFromExtension(Path.GetExtension(input.Key)) switch
    {
        "application/octet-stream" or null when !input.Base64 => "text/plain; charset=utf-8",
        var type => type ?? "application/octet-stream",
    };
}
