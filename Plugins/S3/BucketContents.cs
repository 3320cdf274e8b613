using System.Globalization;
using System.Xml;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>All that is in a bucket: objects, older versions and delete markers.</summary>
internal static class BucketContents
{
    // A plan looks at no more pages of 1000 than these.
    private const int Pages = 5;

    // Tries of a key that S3 could not delete for a passing reason.
    private const int Tries = 4;

    /// <param name="Complete">False when there is more than was counted.</param>
    public sealed record Count(int Objects, int Older, int Markers, long Bytes, bool Complete)
    {
        /// <summary>When the newest of them was written: what replaces others can be as many and as large.</summary>
        public DateTime? Newest { get; init; }

        public bool IsEmpty => Objects + Older + Markers == 0;

        public override string ToString() =>
            $"{(Complete ? "" : "at least ")}{Objects} object(s), {Older} older version(s) and {Markers} delete marker(s), "
            + S3Objects.Size(Bytes) + (Newest is { } newest
                ? string.Create(CultureInfo.InvariantCulture, $", the newest of {newest.ToUniversalTime():yyyy-MM-dd HH:mm:ss}Z") : "");
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
                last)
            {
                Newest = versions.Max(v => v.LastModified) is { } newest && !(newest < count.Newest) ? newest : count.Newest,
            };
            if (++page >= Pages) break;
        }

        return count;
    }

    /// <summary>The versions that a retention or a legal hold locks, of the first so many; all are looked at when none is given.</summary>
    public static async Task<(IReadOnlyList<string> Locked, bool All)> LockedAsync(
        IAmazonS3 s3, string bucket, TimeProvider time, int? most, CancellationToken ct)
    {
        List<string> locked = [];
        var left = most ?? int.MaxValue;
        await foreach (var (versions, _) in PagesAsync(s3, bucket, ct))
        {
            var some = versions.Where(v => v.IsDeleteMarker != true).ToList();
            locked.AddRange((await some.Take(left).AskAsync((v, t) => LockAsync(s3, bucket, v, time, t), ct)).OfType<string>());
            if (some.Count > left) return (locked, false);
            left -= some.Count;
        }

        return (locked, true);
    }

    /// <summary>Deletes everything: lists from the start until nothing is left.</summary>
    /// <returns>How many versions and markers that were.</returns>
    public static async Task<int> EmptyAsync(IAmazonS3 s3, string bucket, ToolContext context, CancellationToken ct)
    {
        var gone = 0;
        try
        {
            while (true)
            {
                var versions = (await s3.ListVersionsAsync(new ListVersionsRequest { BucketName = bucket, MaxKeys = 1000 }, ct)).Versions
                    ?? [];
                if (versions.Count == 0) return gone;
                List<KeyVersion> batch = [.. versions.Select(v => new KeyVersion { Key = v.Key, VersionId = v.VersionId })];
                var (deleted, errors) = await DeleteAsync(s3, bucket, batch, requesterPays: false, context, ct);
                gone += deleted.Count;
                if (errors.Count > 0) throw Refused(bucket, errors);
                if (deleted.Count == 0) throw ToolException.Conflict($"S3 deleted none of the versions in {bucket} and gave no reason.",
                    "Try again later.");
                context.Progress(new($"{gone} versions deleted", gone));
            }
        }
        finally
        {
            if (gone > 0) context.Done($"deleted {gone} version(s) and delete marker(s) of {bucket}");
        }
    }

    /// <summary>At most 1000 objects. What fails for a passing reason is tried again; what is left is told.</summary>
    public static async Task<(IReadOnlyList<DeletedObject> Deleted, IReadOnlyList<DeleteError> Errors)> DeleteAsync(
        IAmazonS3 s3, string bucket, IReadOnlyList<KeyVersion> objects, bool requesterPays, ToolContext context, CancellationToken ct)
    {
        List<DeletedObject> deleted = [];
        List<DeleteError> errors = [];
        for (var (todo, attempt) = (objects, 1); ; attempt++)
        {
            var failed = new List<DeleteError>();
            // A batch is XML, which cannot hold control characters; a request for one object has its key in the URL.
            if (todo.Where(o => IsXml(o.Key)).ToList() is { Count: > 0 } batch) Add(await BatchAsync(s3, bucket, batch, requesterPays, ct));
            foreach (var one in todo.Where(o => !IsXml(o.Key))) Add(await SingleAsync(s3, bucket, one, requesterPays, ct));
            var again = attempt < Tries ? failed.Where(IsPassing).ToList() : [];
            errors.AddRange(failed.Except(again));
            if (again.Count == 0) return (deleted, errors);
            todo = [.. again.Select(e =>
                new KeyVersion { Key = e.Key, VersionId = string.IsNullOrEmpty(e.VersionId) ? null : e.VersionId })];
            await Task.Delay(TimeSpan.FromSeconds(1 << attempt), context.Time, ct);

            void Add((List<DeletedObject> Deleted, List<DeleteError> Errors) answer)
            {
                deleted.AddRange(answer.Deleted);
                failed.AddRange(answer.Errors);
            }
        }
    }

    public static ToolException Refused(string bucket, IReadOnlyList<DeleteError> errors)
    {
        var denied = errors.All(e => e.Code == "AccessDenied");
        return new(denied ? ToolErrorCode.AccessDenied : ToolErrorCode.Conflict,
            $"{errors.Count} object(s) of {bucket} could not be deleted, the first being {errors[0].Key}: "
                + $"{errors[0].Code}: {errors[0].Message}",
            denied ? "A retention lock, a legal hold or the bucket's policy may forbid it; s3_get_bucket shows them."
                : "Call again to go on.")
        {
            AwsErrorCode = errors[0].Code,
        };
    }

    private static async Task<(List<DeletedObject> Deleted, List<DeleteError> Errors)> BatchAsync(
        IAmazonS3 s3, string bucket, List<KeyVersion> objects, bool requesterPays, CancellationToken ct)
    {
        try
        {
            var answer = await s3.DeleteObjectsAsync(
                new() { BucketName = bucket, Objects = objects, RequestPayer = S3Objects.Payer(requesterPays) }, ct);
            return Accounted(objects, answer);
        }
        catch (DeleteObjectsException e)
        {
            // AWS answers success with a list of failures; the SDK throws that.
            return Accounted(objects, e.Response);
        }
    }

    // S3 says of each object what became of it. What answers with less is not S3, or was cut off.
    private static (List<DeletedObject> Deleted, List<DeleteError> Errors) Accounted(List<KeyVersion> objects, DeleteObjectsResponse answer)
    {
        var (deleted, errors) = (answer.DeletedObjects ?? [], answer.DeleteErrors ?? []);
        if (deleted.Count + errors.Count >= objects.Count) return (deleted, errors);
        if (deleted.Count + errors.Count == 0)
            throw new ToolException(ToolErrorCode.Unavailable, "S3 did not say what became of the objects.",
                "They may have been deleted; look before calling again.");
        var told = deleted.Select(d => d.Key).Concat(errors.Select(e => e.Key)).ToHashSet(StringComparer.Ordinal);
        return (deleted, [.. errors, .. objects.Where(o => !told.Contains(o.Key)).Select(o => new DeleteError
        {
            Key = o.Key,
            VersionId = o.VersionId,
            Code = "Unanswered",
            Message = "S3 did not say what became of it; look before calling again.",
        })]);
    }

    private static async Task<(List<DeletedObject> Deleted, List<DeleteError> Errors)> SingleAsync(
        IAmazonS3 s3, string bucket, KeyVersion one, bool requesterPays, CancellationToken ct)
    {
        try
        {
            var answer = await s3.DeleteObjectAsync(
                new DeleteObjectRequest
                {
                    BucketName = bucket,
                    Key = one.Key,
                    VersionId = one.VersionId,
                    RequestPayer = S3Objects.Payer(requesterPays)
                }, ct);
            var isMarker = string.Equals(answer.DeleteMarker, "true", StringComparison.OrdinalIgnoreCase);
            return ([new() { Key = one.Key, VersionId = one.VersionId, DeleteMarker = isMarker, DeleteMarkerVersionId = isMarker
                ? answer.VersionId : null }], []);
        }
        catch (AmazonS3Exception e)
        {
            return ([], [new() { Key = one.Key, VersionId = one.VersionId, Code = e.ErrorCode, Message = e.Message }]);
        }
    }

    // What XML cannot hold, and the line ends that its readers change.
    private static bool IsXml(string key)
    {
        if (key.Any(c => c < ' ')) return false;
        try
        {
            XmlConvert.VerifyXmlChars(key);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static bool IsPassing(DeleteError e) => e.Code is "InternalError" or "SlowDown" or "ServiceUnavailable" or "OperationAborted";

    private static async Task<string?> LockAsync(IAmazonS3 s3, string bucket, S3ObjectVersion version, TimeProvider time,
        CancellationToken ct)
    {
        var (retention, hold) = (
            OrNullAsync(async () =>
                (await s3.GetObjectRetentionAsync(new() { BucketName = bucket, Key = version.Key, VersionId = version.VersionId }, ct))
                    .Retention),
            OrNullAsync(async () =>
                (await s3.GetObjectLegalHoldAsync(new() { BucketName = bucket, Key = version.Key, VersionId = version.VersionId }, ct))
                    .LegalHold));
        var what = $"{S3Objects.Uri(bucket, version.Key)} version {version.VersionId}";
        if (await retention is { RetainUntilDate: { } until } kept && until > time.GetUtcNow())
            return $"{what} is locked until {PlanBuilder.Text(until)} ({kept.Mode})";
        return await hold is { Status.Value: "ON" } ? $"{what} has a legal hold" : null;
    }

    private static async Task<T?> OrNullAsync<T>(Func<Task<T?>> ask) where T : class
    {
        try
        {
            return await ask();
        }
        catch (AmazonS3Exception e) when (e.ErrorCode is "NoSuchObjectLockConfiguration" or "NoSuchKey" or "NoSuchVersion")
        {
            return null;
        }
    }

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
