using Amazon.S3;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>What a plan about objects needs to know of their bucket.</summary>
/// <param name="Versioning">Enabled, Suspended or Off; null when it is not known.</param>
/// <param name="Tags">Null when they are not known.</param>
/// <param name="MfaDelete">Whether versions go only with the root user's MFA device.</param>
internal sealed record BucketFacts(string? Versioning, IReadOnlyDictionary<string, string>? Tags, bool MfaDelete = false)
{
    /// <summary>Reads them; settings of a bucket cannot be read through an access point.</summary>
    public static async Task<BucketFacts> ReadAsync(IAmazonS3 s3, string bucket, Unknowns unknown, CancellationToken ct)
    {
        if (bucket.StartsWith("arn:", StringComparison.Ordinal)) return new(null, null);
        var versioning = unknown.TryAsync("The versioning of the bucket", async () =>
            await BucketParts.VersioningConfigAsync(s3, bucket, ct) ?? new());
        var tags = unknown.TryAsync("The tags of the bucket", () => BucketParts.TagsAsync(s3, bucket, ct));
        var known = await versioning;
        return new(known is null ? null : BucketParts.Status(known), await tags, known?.EnableMfaDelete is true);
    }

    public PlannedResource ToResource(string bucket) => new(bucket, $"versioning {Versioning ?? "not known"}") { Tags = Tags };
}
