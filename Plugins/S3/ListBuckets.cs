using System.Collections.Concurrent;
using System.ComponentModel;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_list_buckets: one short row for each bucket, of all regions (ListBuckets; for exposed ones also GetBucketEncryption,
/// GetPublicAccessBlock, GetBucketPolicyStatus and GetBucketAcl of each).
/// </summary>
public static class ListBuckets
{
    // Each bucket costs four requests, so a call looks at no more than so many.
    private const int MostExamined = 500;

    public static readonly S3Tool Tool = S3Tool.Read<Input, Page<Row>>(
        "list_buckets", "Lists S3 buckets of all regions. For one in full, use s3_get_bucket.", RunAsync,
        iam: ["s3:ListAllMyBuckets", "s3:GetEncryptionConfiguration", "s3:GetBucketPublicAccessBlock", "s3:GetBucketPolicyStatus", "s3:GetBucketAcl"],
        examples: ["Which buckets do we have?", "Which buckets are public or unencrypted?"]);

    public sealed record Input : PageInput
    {
        [Description("Start of the name.")]
        public string? Prefix { get; init; }

        [Description("Only public or unencrypted ones.")]
        public bool Exposed { get; init; }
    }

    /// <param name="Exposed">Only told where it was asked for.</param>
    public sealed record Row(string Name, string? Region, DateTime? CreatedAt, IReadOnlyList<string>? Exposed = null);

    public static async Task<Page<Row>> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (rows, examined, next) = (new List<Row>(), 0, input.Cursor);
        do
        {
            // Without a page size S3 does not tell the regions.
            var answer = await s3.ListBucketsAsync(new() { Prefix = input.Prefix, MaxBuckets = input.Exposed ? 100 : input.Limit, ContinuationToken = next }, ct);
            List<Row> found = [.. (answer.Buckets ?? []).Select(b => new Row(b.BucketName, b.BucketRegion, b.CreationDate))];
            rows.AddRange(input.Exposed ? await ExposedAsync(s3, found, ct) : found);
            (examined, next) = (examined + found.Count, answer.ContinuationToken);
        }
        while (input.Exposed && rows.Count < input.Limit && examined < MostExamined && !string.IsNullOrEmpty(next));
        return new(rows, next) { Note = input.Exposed ? $"Examined {examined} buckets; the account's own block of public access was not looked at." : null };
    }

    private static async Task<IEnumerable<Row>> ExposedAsync(IAmazonS3 s3, List<Row> rows, CancellationToken ct)
    {
        var exposed = new ConcurrentDictionary<string, IReadOnlyList<string>>();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct }, async (row, token) => exposed[row.Name] = await WhyAsync(s3, row.Name, token));
        return from row in rows let why = exposed[row.Name] where why.Count > 0 select row with { Exposed = why };
    }

    private static async Task<IReadOnlyList<string>> WhyAsync(IAmazonS3 s3, string bucket, CancellationToken ct)
    {
        var unknown = new ConcurrentBag<string>();
        var (encryption, block, policy, grants) = (
            Part<IReadOnlyList<string>>("encryption", async () => await BucketParts.EncryptionAsync(s3, bucket, ct) is not null ? [] : ["not encrypted"]),
            Part<PublicAccessBlockConfiguration?>("public access block", () => BucketParts.PublicAccessBlockAsync(s3, bucket, ct)),
            Part<IReadOnlyList<string>>("policy", async () => await BucketParts.PolicyIsPublicAsync(s3, bucket, ct) == true ? ["policy is public"] : []),
            Part("access control list", () => BucketParts.PublicGrantsAsync(s3, bucket, ct)));
        await Task.WhenAll(encryption, block, policy, grants);
        return
        [
            // A block makes the policy or the list harmless without changing it.
            .. await block is { RestrictPublicBuckets: true } ? [] : await policy ?? [],
            .. await block is { IgnorePublicAcls: true } ? [] : await grants ?? [],
            .. await encryption ?? [],
            .. unknown.Order(StringComparer.Ordinal),
        ];

        async Task<T?> Part<T>(string name, Func<Task<T>> part)
        {
            try
            {
                return await part();
            }
            catch (AmazonS3Exception e)
            {
                // One bucket that cannot be read, or goes away meanwhile, does not hide the others.
                unknown.Add($"{name} unknown: {e.ErrorCode}");
                return default;
            }
        }
    }
}
