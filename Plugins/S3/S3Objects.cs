using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>What several tools ask and say of objects.</summary>
internal static class S3Objects
{
    /// <summary>Everything of an object but its content; null when there is no such object.</summary>
    public static async Task<GetObjectMetadataResponse?> HeadAsync(
        IAmazonS3 s3, string bucket, string key, string? versionId, bool requesterPays, CancellationToken ct)
    {
        try
        {
            return await s3.GetObjectMetadataAsync(
                new GetObjectMetadataRequest { BucketName = bucket, Key = key, VersionId = versionId, RequestPayer = Payer(requesterPays) },
                ct);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.NotFound && e.ErrorCode is not "NoSuchBucket")
        {
            // The answer to HEAD has no body, so AWS cannot say more than 404.
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.BadRequest && e.ErrorCode is null or "" or "BadRequest" or "400")
        {
            throw new ToolException(ToolErrorCode.InvalidInput, $"S3 refused to look at {Uri(bucket, key)}, and gives no reason here.",
                "It is encrypted with a key that comes with each request (SSE-C), which only 'aws s3api' can pass; "
                + "or versionId is none; or the session has expired: account_whoami tells.", e);
        }
    }

    /// <summary>The tags of an object.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> TagsAsync(
        IAmazonS3 s3, ObjectInput input, string key, string? versionId, CancellationToken ct) =>
        S3Tags.ToMap((await s3.GetObjectTaggingAsync(new()
        {
            BucketName = input.Bucket,
            Key = key,
            VersionId = versionId,
            RequestPayer = Payer(input.RequesterPays),
        }, ct))?.Tagging);

    public static RequestPayer? Payer(bool requesterPays) => requesterPays ? RequestPayer.Requester : null;

    public static ToolException Missing(string bucket, string key, string? versionId = null) => new(ToolErrorCode.NotFound,
        $"{Uri(bucket, key)} does not exist{(versionId is null ? "" : $" in version {versionId}")}.",
        "s3_list_objects shows the keys, s3_list_object_versions the versions.");

    /// <summary><c>s3://bucket/key</c></summary>
    public static string Uri(string bucket, string key) => $"s3://{bucket}/{key}";

    /// <summary><c>s3://bucket/key (12 KB, modified 2026-01-31)</c></summary>
    public static string Describe(string bucket, string key, GetObjectMetadataResponse head) => $"{Uri(bucket, key)} ({Facts(head)})";

    /// <summary>The object in a plan. Objects are guarded by the tags of their bucket: that is where teams put them.</summary>
    public static PlannedResource ToResource(string bucket, string key, GetObjectMetadataResponse head, IReadOnlyDictionary<string,
        string>? bucketTags) =>
        new(Uri(bucket, key),
            $"{Facts(head)}, ETag {head.ETag}{(IsVersion(head) ? $", version {head.VersionId}" : "")}")
        { Tags = bucketTags };

    /// <summary>The archive from which an object must be restored before it can be read; null when it can be read now.</summary>
    public static string? Archive(GetObjectMetadataResponse head) =>
        head.ArchiveStatus?.Value is { Length: > 0 } tier ? tier
        : head.StorageClass?.Value is "GLACIER" or "DEEP_ARCHIVE" && head.RestoreExpiration is null ? head.StorageClass.Value : null;

    /// <summary>Whether what is there was written while its bucket was versioned.</summary>
    public static bool IsVersion(GetObjectMetadataResponse head) => head.VersionId is { Length: > 0 } and not "null";

    /// <summary>Adds to a plan what happens to a key under which an object is put.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="what">What the key will hold.</param>
    public static async Task<PlanBuilder> PlanPutAsync(
        PlanBuilder plan, IAmazonS3 s3, string bucket, string key, bool overwrite, bool requesterPays, string what, AwsTarget target,
        CancellationToken ct)
    {
        var (uri, unknown) = (Uri(bucket, key), new Unknowns(target));
        var facts = BucketFacts.ReadAsync(s3, bucket, unknown, ct);
        var look = unknown.TryAsync($"Whether {uri} exists", async () =>
            new Look(await HeadAsync(s3, bucket, key, null, requesterPays, ct)));
        var (known, seen) = (await facts, await look);
        plan.Touch(known.ToResource(bucket)).Unknown(unknown.Notes);
        if (seen?.Head is not { } head)
        {
            if (seen is null && overwrite && known.Versioning != "Enabled")
                plan.Obstacle($"It is not known whether {uri} exists, and its content would be lost: leave overwrite out.");
            return plan.Create(uri, "content", what);
        }

        plan.Touch(ToResource(bucket, key, head, known.Tags));
        plan.Change(Describe(bucket, key, head), "content", "the present content", what, "the present content stays as an older version");
        if (!overwrite) return plan.Obstacle($"{uri} exists already. Pass overwrite: true to replace it, or choose another key.");
        // To lose content is for tools that are confirmed.
        return known.Versioning == "Enabled" || IsVersion(head)
            ? plan
            : plan.Obstacle($"{uri} is not versioned: its content would be lost. "
                + "Turn versioning on with s3_set_versioning, which keeps it, or delete it with s3_delete_objects first.");
    }

    /// <summary>Puts an object; S3 itself refuses it when the key is taken and must not be.</summary>
    /// <param name="put">The request.</param>
    /// <param name="etag">The receipt of S3 in its answer.</param>
    public static async Task<T> PutAsync<T>(Func<Task<T>> put, Func<T, string?> etag, string bucket, string key)
    {
        try
        {
            var answer = await put();
            // The SDK takes any answer with status 200 for success; only S3 gives an ETag.
            return etag(answer) is { Length: > 0 }
                ? answer
                : throw new ToolException(ToolErrorCode.Unavailable,
                    $"The answer to writing {Uri(bucket, key)} is not one of S3: it has no ETag.",
                    "Look with s3_get_object whether it was written; check the proxy and AWS_ENDPOINT_URL.");
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "PreconditionFailed")
        {
            throw ToolException.Conflict($"{Uri(bucket, key)} exists already.",
                "Pass overwrite: true to replace it, or choose another key.");
        }
    }

    public static string Size(long bytes) => bytes switch
    {
        < 1024 => $"{bytes} bytes",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.#} KB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:0.#} GB"),
    };

    private static string Facts(GetObjectMetadataResponse head) => $"{Size(head.Headers.ContentLength)}"
        + (head.LastModified is { } at
            ? string.Create(CultureInfo.InvariantCulture, $", modified {at.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}") : "");

    private sealed record Look(GetObjectMetadataResponse? Head);
}
