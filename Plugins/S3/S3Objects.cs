using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>What several tools ask and say of objects.</summary>
internal static class S3Objects
{
    /// <summary>Everything of an object but its content; null when there is no such object.</summary>
    public static async Task<GetObjectMetadataResponse?> HeadAsync(IAmazonS3 s3, string bucket, string key, string? versionId, CancellationToken ct)
    {
        try
        {
            return await s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = bucket, Key = key, VersionId = versionId }, ct);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
        {
            // The answer to HEAD has no body, so AWS cannot say more than 404.
            return null;
        }
    }

    public static ToolException Missing(string bucket, string key, string? versionId = null) => new(ToolErrorCode.NotFound,
        $"{Uri(bucket, key)} does not exist{(versionId is null ? "" : $" in version {versionId}")}.", "s3_list_objects shows the keys, s3_list_object_versions the versions.");

    /// <summary><c>s3://bucket/key</c></summary>
    public static string Uri(string bucket, string key) => $"s3://{bucket}/{key}";

    /// <summary><c>s3://bucket/key (12 KB, modified 2026-01-31)</c></summary>
    public static string Describe(string bucket, string key, GetObjectMetadataResponse head) => $"{Uri(bucket, key)} ({Facts(head)})";

    /// <summary>The object in a plan. Objects are guarded by the tags of their bucket: that is where teams put them.</summary>
    public static PlannedResource ToResource(string bucket, string key, GetObjectMetadataResponse head, IReadOnlyDictionary<string, string> bucketTags) =>
        new(Uri(bucket, key), $"{Facts(head)}, ETag {head.ETag}{(head.VersionId is { Length: > 0 } version ? $", version {version}" : "")}") { Tags = bucketTags };

    /// <summary>The plan of a tool that puts an object under a key, where there may be one already.</summary>
    /// <param name="what">What the key will hold.</param>
    public static async Task<ToolPlan> PlanPutAsync(IAmazonS3 s3, string bucket, string key, bool overwrite, string summary, string what, CancellationToken ct)
    {
        var versioning = await BucketParts.VersioningAsync(s3, bucket, ct);
        if (await HeadAsync(s3, bucket, key, null, ct) is not { } head) return new(summary, [$"{Uri(bucket, key)} (new) -> {what}"]);
        if (!overwrite) throw Exists(bucket, key);

        // To lose content is for tools that are confirmed.
        if (versioning != "Enabled" && (head.VersionId is null or "" or "null"))
        {
            throw new ToolException(ToolErrorCode.Conflict, $"{Describe(bucket, key, head)} is not versioned: its content would be lost.",
                "Turn versioning on with s3_set_versioning, which keeps it, or delete it with s3_delete_objects first.");
        }

        return new(summary, [$"{Describe(bucket, key, head)} -> {what}; the present content stays as an older version"])
        {
            Resources = [ToResource(bucket, key, head, await BucketParts.TagsAsync(s3, bucket, ct))],
        };
    }

    /// <summary>Puts an object; S3 itself refuses it when the key is taken and must not be.</summary>
    public static async Task<T> PutAsync<T>(Func<Task<T>> put, string bucket, string key)
    {
        try
        {
            return await put();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "PreconditionFailed")
        {
            throw Exists(bucket, key);
        }
    }

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:0.#} GB"),
    };

    private static ToolException Exists(string bucket, string key) =>
        new(ToolErrorCode.Conflict, $"{Uri(bucket, key)} exists already.", "Pass overwrite: true to replace it, or choose another key.");

    private static string Facts(GetObjectMetadataResponse head) =>
        $"{Size(head.Headers.ContentLength)}{(head.LastModified is { } at ? string.Create(CultureInfo.InvariantCulture, $", modified {at.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}") : "")}";
}
