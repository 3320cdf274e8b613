using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_list_objects: one short row for each object or folder (ListObjectsV2).</summary>
public static class ListObjects
{
    // S3 lists by key alone; this many keys at a time are sorted here.
    private const int Sorted = 10_000;

    public static readonly S3Tool Tool = S3Tool.Read<Input, Page<Row>>(
        "list_objects", "Lists a bucket's objects. For the content of one, use s3_get_object.", RunAsync,
        iam: ["s3:ListBucket"],
        examples: ["What is in bucket logs-prod under 2026/?", "Which is the newest backup?"]);

    public sealed record Input : PageInput
    {
        [Description("Or an access point's ARN."), RegularExpression(BucketInput.ObjectPattern)]
        public required string Bucket { get; init; }

        [Description(BucketInput.Payer)]
        public bool RequesterPays { get; init; }

        [Description("Prefix.")]
        public string? Prefix { get; init; }

        [Description("Folds keys into folders at this text, usually /.")]
        public string? Delimiter { get; init; }

        [Description("Newest first; sorts the first 10,000 keys.")]
        public bool Newest { get; init; }
    }

    /// <param name="StorageClass">Given when it is not STANDARD.</param>
    /// <param name="Folder">True for what stands for all keys that start so.</param>
    public sealed record Row(string Key, long? Size, DateTime? ModifiedAt, string? StorageClass, bool? Folder);

    public static async Task<Page<Row>> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (rows, cursor) = (new List<Row>(), input.Cursor);
        do
        {
            var answer = await s3.ListObjectsV2Async(new()
            {
                BucketName = input.Bucket,
                RequestPayer = S3Objects.Payer(input.RequesterPays),
                Prefix = input.Prefix,
                Delimiter = input.Delimiter,
                MaxKeys = input.Newest ? 1000 : Math.Clamp(input.Limit, 1, 1000),
                ContinuationToken = cursor,
            }, ct);
            rows.AddRange((answer.CommonPrefixes ?? []).Select(p => new Row(p, null, null, null, true)));
            rows.AddRange((answer.S3Objects ?? []).Select(ToRow));
            cursor = answer.IsTruncated == true ? answer.NextContinuationToken : null;
        }
        while (input.Newest && cursor is not null && rows.Count < Sorted);

        if (!input.Newest) return new(rows, cursor);
        return new([.. rows.OrderByDescending(r => r.ModifiedAt).ThenBy(r => r.Key, StringComparer.Ordinal)], cursor)
        {
            Note = cursor is null && input.Cursor is null ? null
                : $"Newest of {rows.Count} keys, not of all: name a longer prefix to be sure.",
        };
    }

    private static Row ToRow(S3Object o) =>
        new(o.Key, o.Size, o.LastModified, o.StorageClass?.Value is null or "" or "STANDARD" ? null : o.StorageClass.Value, null);
}
