using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Unicode;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_get_object: an object's metadata and, where it is text, a part of its content (HeadObject, GetObject).</summary>
public static class GetObject
{
    public static readonly S3Tool Tool = S3Tool.Read<Input, Result>(
        "get_object", "Reads an object's metadata and text. For binary content, use s3_presign_url.", RunAsync,
        iam:
        [
            "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:GetObjectTagging", "s3:GetObjectVersionTagging",
            "s3:GetObjectAcl", "s3:GetObjectVersionAcl", "kms:Decrypt>s3.amazonaws.com",
        ],
        examples: ["Show me config/app.json from bucket settings.", "How large is this object and how is it encrypted?"]);

    public sealed record Input : ObjectInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Version; the latest when left out.")]
        public string? VersionId { get; init; }

        [Description("First byte.")]
        public long Offset { get; init; }

        [Description("Most bytes."), Range(1, 25000)]
        public int MaxBytes { get; init; } = 8192;

        [Description("Adds whom its ACL lets in.")]
        public bool Acl { get; init; }
    }

    /// <param name="Text">The content; absent when there is none that could be shown, as the note says.</param>
    /// <param name="Restored">Of an archived object: whether a copy is being made, or until when there is one.</param>
    /// <param name="NextOffset">Where to go on reading; absent at the end.</param>
    public sealed record Result(
        string Key, long Size, string? ContentType, DateTime? ModifiedAt, string ETag, string? VersionId, string? StorageClass,
        string? Encryption, string? KmsKeyId,
        IReadOnlyDictionary<string, string>? Metadata, IReadOnlyDictionary<string, string>? Tags, string? ContentEncoding,
        string? RetentionMode, DateTime? RetainUntil, bool? LegalHold, string? Restored, string? Replication,
        [ResourceText("text/plain")] string? Text, long? NextOffset,
        string? Note)
    {
        /// <summary>Whom the object's ACL lets in; S3 ignores it where the bucket's ownership is BucketOwnerEnforced.</summary>
        public IReadOnlyList<string>? Grants { get; init; }
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.Offset < 0) throw ToolException.InvalidInput("The offset is negative.", "Pass 0 or more.");
        var asked = S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, input.RequesterPays, ct);
        var unknowns = new Unknowns(context.Target);
        var tags = unknowns.TryAsync("Tags", () => S3Objects.TagsAsync(s3, input, input.Key, input.VersionId, ct));
        var granting = !input.Acl ? null : unknowns.TryAsync<IReadOnlyList<string>>("The ACL", () => GrantsAsync(s3, input, ct));
        // Awaited first: unlike HEAD, GET says what is wrong.
        var (bytes, note) = await ReadAsync(s3, input, ct);
        var head = await asked ?? throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);
        var size = head.Headers.ContentLength;
        if (input.Offset > 0 && input.Offset >= size) throw ToolException.InvalidInput($"The object has only {size} bytes.",
            "Pass a smaller offset.");

        var grants = granting is null ? null : await granting;
        var last = input.Offset + (bytes?.Length ?? 0) >= size;
        var (text, used) = bytes is null ? (null, 0) : ToText(bytes, cutStart: input.Offset > 0, cutEnd: !last);
        return new(
            input.Key, size, head.Headers.ContentType, head.LastModified, head.ETag, head.VersionId is "" or "null" ? null : head.VersionId,
            head.StorageClass?.Value,
            head.ServerSideEncryptionMethod?.Value is { Length: > 0 } sse ? sse : null, head.ServerSideEncryptionKeyManagementServiceKeyId,
            ToMap(head.Metadata), await tags is { Count: > 0 } tagged ? tagged : null,
            head.Headers.ContentEncoding is { Length: > 0 } encoding ? encoding : null, head.ObjectLockMode?.Value,
            head.ObjectLockRetainUntilDate, head.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On ? true : null, Restored(head),
            head.ReplicationStatus?.Value, text, text is null || last ? null : input.Offset + used,
            Notes.Join(note ?? (text is null ? "Binary content, not shown." : null), unknowns.Note))
        {
            Grants = grants,
        };
    }

    private static async Task<IReadOnlyList<string>> GrantsAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var answer = await s3.GetObjectAclAsync(
            new()
            {
                BucketName = input.Bucket,
                Key = input.Key,
                VersionId = input.VersionId,
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, ct);
        return [.. (answer.Grants ?? []).Select(BucketParts.Describe).Order(StringComparer.Ordinal)];
    }

    private static async Task<(byte[]? Bytes, string? Note)> ReadAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        try
        {
            using var got = await s3.GetObjectAsync(new GetObjectRequest
            {
                BucketName = input.Bucket,
                Key = input.Key,
                VersionId = input.VersionId,
                ByteRange = new(input.Offset, input.Offset + input.MaxBytes - 1),
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, ct);
            var buffer = new byte[input.MaxBytes];
            var read = await got.ResponseStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return (buffer[..read], null);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "InvalidRange")
        {
            // What an empty object answers to any range.
            return ([], null);
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "InvalidObjectState")
        {
            return (null, "Archived: it must be restored with s3_restore_objects before it can be read.");
        }
    }

    /// <summary>The bytes as text, null when they are none. A character that the range cuts is left to another part.</summary>
    private static (string? Text, int Used) ToText(byte[] bytes, bool cutStart, bool cutEnd)
    {
        var (start, end) = (0, bytes.Length);
        if (cutStart) while (start < Math.Min(3, end) && (bytes[start] & 0xC0) == 0x80) start++;
        if (cutEnd)
        {
            var lead = end - 1;
            while (lead > Math.Max(start, end - 4) && (bytes[lead] & 0xC0) == 0x80) lead--;
            var length = lead < start ? 0 : bytes[lead] switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            if (lead + length > end) end = lead;
        }

        var text = bytes.AsSpan(start, end - start);
        return text.Contains((byte)0) || !Utf8.IsValid(text) ? (null, end) : (Encoding.UTF8.GetString(text), end);
    }

    private static string? Restored(GetObjectMetadataResponse head) => head switch
    {
        { RestoreInProgress: true } => "in progress",
        { RestoreExpiration: { } until } => $"until {PlanBuilder.Text(until)}",
        _ => null,
    };

    private static Dictionary<string, string>? ToMap(MetadataCollection metadata) =>
        metadata.Count == 0 ? null : metadata.Keys.Order(StringComparer.Ordinal)
            .ToDictionary(k => k.Replace("x-amz-meta-", "", StringComparison.Ordinal), k => metadata[k]);
}
