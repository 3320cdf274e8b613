using System.ComponentModel;
using Amazon.S3;

namespace Infra.Plugins.S3;

/// <summary>s3_list_buckets: one short row for each bucket, of all regions (ListBuckets).</summary>
public static class ListBuckets
{
    public static readonly S3Tool Tool = S3Tool.Read<Input, Page<Row>>(
        "list_buckets", "Lists S3 buckets of all regions. For one in full, use s3_get_bucket.", RunAsync,
        iam: ["s3:ListAllMyBuckets"],
        examples: ["Which buckets do we have?", "List the buckets whose names start with logs-."]);

    public sealed record Input : PageInput
    {
        [Description("Start of the name.")]
        public string? Prefix { get; init; }
    }

    public sealed record Row(string Name, string? Region, DateTime? CreatedAt);

    public static async Task<Page<Row>> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        // Without a page size S3 does not tell the regions.
        var answer = await s3.ListBucketsAsync(new() { Prefix = input.Prefix, MaxBuckets = input.Limit, ContinuationToken = input.Cursor }, ct);
        return new([.. (answer.Buckets ?? []).Select(b => new Row(b.BucketName, b.BucketRegion, b.CreationDate))], answer.ContinuationToken);
    }
}
