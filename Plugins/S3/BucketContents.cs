using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>All that is in a bucket: objects, older versions and delete markers.</summary>
internal static class BucketContents
{
    // A plan looks at no more pages of 1000 than these.
    private const int Pages = 5;

    /// <param name="Complete">False when there is more than was counted.</param>
    public sealed record Count(int Objects, int Older, int Markers, long Bytes, bool Complete)
    {
        public bool IsEmpty => Objects + Older + Markers == 0;

        public override string ToString() =>
            $"{(Complete ? "" : "at least ")}{Objects} object(s), {Older} older version(s) and {Markers} delete marker(s), {S3Objects.Size(Bytes)}";
    }

    public static async Task<Count> CountAsync(IAmazonS3 s3, string bucket, CancellationToken ct)
    {
        var (count, page) = (new Count(0, 0, 0, 0, false), 0);
        await foreach (var (versions, last) in PagesAsync(s3, bucket, ct))
        {
            count = new(
                count.Objects + versions.Count(v => v.IsDeleteMarker != true && v.IsLatest == true),
                count.Older + versions.Count(v => v.IsDeleteMarker != true && v.IsLatest != true),
                count.Markers + versions.Count(v => v.IsDeleteMarker == true),
                count.Bytes + versions.Sum(v => v.Size ?? 0),
                last);
            if (++page >= Pages) break;
        }

        return count;
    }

    /// <summary>Deletes everything, page by page.</summary>
    /// <returns>How many versions and markers that were.</returns>
    public static async Task<int> EmptyAsync(IAmazonS3 s3, string bucket, ToolContext context, CancellationToken ct)
    {
        var gone = 0;
        await foreach (var (versions, last) in PagesAsync(s3, bucket, ct))
        {
            if (versions.Count == 0) continue;
            var (deleted, errors) = await DeleteAsync(s3, bucket, [.. versions.Select(v => new KeyVersion { Key = v.Key, VersionId = v.VersionId })], ct);
            gone += deleted.Count;
            if (errors.Count > 0) throw Refused(bucket, errors, gone);
            context.Progress(new($"{gone} versions deleted", gone, last ? gone : null));
        }

        return gone;
    }

    /// <summary>One request, at most 1000.</summary>
    public static async Task<(IReadOnlyList<DeletedObject> Deleted, IReadOnlyList<DeleteError> Errors)> DeleteAsync(
        IAmazonS3 s3, string bucket, List<KeyVersion> objects, CancellationToken ct)
    {
        try
        {
            var answer = await s3.DeleteObjectsAsync(new() { BucketName = bucket, Objects = objects }, ct);
            return (answer.DeletedObjects ?? [], answer.DeleteErrors ?? []);
        }
        catch (DeleteObjectsException e)
        {
            // AWS answers success with a list of failures; the SDK throws that.
            return (e.Response.DeletedObjects ?? [], e.Response.DeleteErrors ?? []);
        }
    }

    public static ToolException Refused(string bucket, IReadOnlyList<DeleteError> errors, int gone = 0) => new(
        errors.All(e => e.Code == "AccessDenied") ? ToolErrorCode.AccessDenied : ToolErrorCode.Conflict,
        $"{errors.Count} object(s) of {bucket} could not be deleted, the first being {errors[0].Key}: {errors[0].Message}{(gone > 0 ? $" ({gone} are deleted already.)" : "")}",
        "A retention lock, a legal hold or the bucket's policy may forbid it; s3_get_bucket shows them.");

    private static async IAsyncEnumerable<(IReadOnlyList<S3ObjectVersion> Versions, bool Last)> PagesAsync(
        IAmazonS3 s3, string bucket, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        ListVersionsResponse? answer = null;
        do
        {
            answer = await s3.ListVersionsAsync(new ListVersionsRequest
            {
                BucketName = bucket,
                MaxKeys = 1000,
                KeyMarker = answer?.NextKeyMarker,
                VersionIdMarker = answer?.NextVersionIdMarker,
            }, ct);
            yield return (answer.Versions ?? [], answer.IsTruncated != true);
        }
        while (answer.IsTruncated == true);
    }
}
