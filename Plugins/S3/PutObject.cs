using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Util;
using Infra.Aws;

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

    public sealed record Input : ObjectInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Text, or base64 for binary content.")]
        public required string Content { get; init; }

        [Description("Whether content is base64.")]
        public bool Base64 { get; init; }

        [Description("MIME type; guessed from the key when left out.")]
        public string? ContentType { get; init; }

        [Description("Replace an object of a versioned bucket.")]
        public bool Overwrite { get; init; }

        [Description("Storage class; STANDARD when left out.")]
        public string? StorageClass { get; init; }

        [Description("KMS key id, ARN or alias; default the bucket's.")]
        public string? KmsKeyId { get; init; }

        [Description("User metadata, in ASCII.")]
        public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

        [Description("Tags."), MaxLength(S3Tags.MostOfObject)]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Uri, int Size, string ETag, string? VersionId, string? Encryption);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        CheckHeaders(input);
        var plan = new PlanBuilder($"Write {S3Objects.Uri(input.Bucket, input.Key)}.");
        await S3Objects.PlanPutAsync(
            plan, s3, input.Bucket, input.Key, input.Overwrite, input.RequesterPays, S3Objects.Size(Bytes(input).Length), context.Target,
            ct);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        CheckHeaders(input);
        using var content = new MemoryStream(Bytes(input), writable: false);
        var request = new PutObjectRequest
        {
            BucketName = input.Bucket,
            Key = input.Key,
            InputStream = content,
            // It is sent again where the bucket turns out to be in another region.
            AutoCloseStream = false,
            ContentType = input.ContentType ?? TypeOf(input),
            IfNoneMatch = input.Overwrite ? null : "*",
            StorageClass = input.StorageClass,
            ServerSideEncryptionMethod = input.KmsKeyId is null ? null : ServerSideEncryptionMethod.AWSKMS,
            ServerSideEncryptionKeyManagementServiceKeyId = input.KmsKeyId,
            TagSet = S3Tags.ToList(input.Tags),
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        };
        foreach (var (key, value) in input.Metadata) request.Metadata[key] = value;
        var size = (int)content.Length;
        var answer = await S3Objects.PutAsync(() => s3.PutObjectAsync(request, ct), a => a.ETag, input.Bucket, input.Key);
        context.Done($"wrote {S3Objects.Uri(input.Bucket, input.Key)}", created: S3Objects.Uri(input.Bucket, input.Key));
        return new(S3Objects.Uri(input.Bucket, input.Key), size, answer.ETag, answer.VersionId, answer.ServerSideEncryptionMethod?.Value);
    }

    // The HTTP client refuses a header that is not ASCII as if the network had failed.
    private static void CheckHeaders(Input input)
    {
        foreach (var (key, value) in input.Metadata)
        {
            if (key.Length == 0 || key.Any(c => c is <= ' ' or > '~' || "()<>@,;:\\\"/[]?={}".Contains(c, StringComparison.Ordinal)))
                throw ToolException.InvalidInput($"The metadata key '{key}' is not one that an HTTP header can have.",
                    "Use ASCII letters, digits and hyphens.");
            if (value.Any(c => c is < ' ' or > '~'))
                throw ToolException.InvalidInput($"metadata '{key}' holds characters that HTTP headers cannot carry.",
                    "Use printable ASCII, or an encoded text.");
        }

        if (input.ContentType?.Any(c => c is < ' ' or > '~') is true)
            throw ToolException.InvalidInput("contentType holds characters that HTTP headers cannot carry.", "Use a MIME type in ASCII.");
    }

    private static byte[] Bytes(Input input)
    {
        if (!input.Base64) return Encoding.UTF8.GetBytes(input.Content);
        var bytes = new byte[input.Content.Length];
        return Convert.TryFromBase64String(input.Content, bytes, out var length)
            ? bytes[..length]
            : throw ToolException.InvalidInput("The content is not base64.", "Pass base64: false for text.");
    }

    private static string TypeOf(Input input) => AmazonS3Util.MimeTypeFromExtension(Path.GetExtension(input.Key)) switch
    {
        "application/octet-stream" or null when !input.Base64 => "text/plain; charset=utf-8",
        var type => type ?? "application/octet-stream",
    };
}
