using System.Collections.Concurrent;
using System.ComponentModel;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_list_buckets: one short row for each bucket, of all regions (ListBuckets; for exposed ones also GetBucketEncryption,
/// GetPublicAccessBlock, GetBucketPolicyStatus and GetBucketAcl of each, in its own region).
/// </summary>
public static class ListBuckets
{
    // Each bucket costs four requests, so a call looks at no more than so many.
    private const int MostExamined = 500;

    // The largest page of S3.
    private const int Whole = 10_000;

    public static readonly S3Tool Tool = S3Tool.Read<Input, Page<Row>>(
        "list_buckets", "Lists S3 buckets of all regions. For one in full, use s3_get_bucket.", RunAsync,
        iam:
        [
            "s3:ListAllMyBuckets", "s3:GetEncryptionConfiguration", "s3:GetBucketPublicAccessBlock", "s3:GetBucketPolicyStatus",
            "s3:GetBucketPolicy",
            "s3:GetBucketAcl",
        ],
        examples: ["Which buckets do we have?", "Which buckets are public or unencrypted?"]).With(global: true);

    public sealed record Input : PageInput
    {
        [Description("Prefix.")]
        public string? Prefix { get; init; }

        [Description("Only public ones, or without default encryption.")]
        public bool Exposed { get; init; }
    }

    /// <param name="Exposed">Only told where it was asked for.</param>
    public sealed record Row(string Name, string? Region, DateTime? CreatedAt, IReadOnlyList<string>? Exposed = null);

    public static async Task<Page<Row>> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (rows, examined, next) = (new List<Row>(), 0, input.Cursor);
        do
        {
            (var found, next) = await PageAsync(s3, input, next, ct);
            rows.AddRange(input.Exposed ? await ExposedAsync(s3, found, ct) : found);
            examined += found.Count;
        }
        while (input.Exposed && rows.Count < input.Limit && examined < MostExamined && !string.IsNullOrEmpty(next));
        return new(rows, next)
        {
            Note = input.Exposed
            ? $"Examined {examined} buckets; the account's own block of public access was not looked at." : null
        };
    }

    private static async Task<(List<Row> Rows, string? Next)> PageAsync(IAmazonS3 s3, Input input, string? cursor, CancellationToken ct)
    {
        // Without a page size S3 does not tell the regions.
        var size = input.Exposed ? 100 : input.Limit;
        var answer = await AskAsync(size);
        // Emulators cut the list and give no token, so a full page without one may not be the end.
        if (answer.Buckets?.Count == size && string.IsNullOrEmpty(answer.ContinuationToken) && cursor is null) answer = await AskAsync(
            Whole);
        return ([.. (answer.Buckets ?? []).Select(b => new Row(b.BucketName, b.BucketRegion, b.CreationDate))], answer.ContinuationToken);

        Task<ListBucketsResponse> AskAsync(int most) =>
            s3.ListBucketsAsync(new() { Prefix = input.Prefix, MaxBuckets = most, ContinuationToken = cursor }, ct);
    }

    private static async Task<IEnumerable<Row>> ExposedAsync(IAmazonS3 s3, List<Row> rows, CancellationToken ct)
    {
        var exposed = await rows.AskAsync((row, t) => WhyAsync(s3, row.Name, t), ct);
        return rows.Zip(exposed).Where(r => r.Second.Count > 0).Select(r => r.First with { Exposed = r.Second });
    }

    private static async Task<IReadOnlyList<string>> WhyAsync(IAmazonS3 s3, string bucket, CancellationToken ct)
    {
        var unknown = new ConcurrentBag<string>();
        var (encryption, block, policy, grants) = (
            Part<IReadOnlyList<string>>("encryption", async () =>
                await BucketParts.EncryptionAsync(s3, bucket, ct) is not null ? [] : ["no default encryption"]),
            Part<PublicAccessBlockConfiguration?>("public access block", () => BucketParts.PublicAccessBlockAsync(s3, bucket, ct)),
            Part<IReadOnlyList<string>>("policy", async () =>
                await BucketParts.PolicyIsPublicAsync(s3, bucket, ct) == true ? ["policy is public"] : []),
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
            // One bucket that cannot be read, goes away meanwhile or is in a region that is not pinned, does not hide the others.
            catch (AmazonS3Exception e)
            {
                unknown.Add($"{name} unknown: {e.ErrorCode}");
                return default;
            }
            catch (ToolException e) when (e.Code is ToolErrorCode.Refused)
            {
                unknown.Add($"{name} unknown: {e.Message}");
                return default;
            }
        }
    }
}
