using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_get_storage (ListObjectsV2 or ListObjectVersions, ListMultipartUploads): S3 has no operation that tells the size of a prefix, so
/// that its keys are read, a thousand a request, up to a bound.
/// </summary>
public static class GetStorage
{
    private const int MostFolders = 20;

    public static readonly S3Tool Tool = S3Tool.Read<Input, Result>(
        "get_storage", "Counts objects and bytes by storage class and folder. For the keys, use s3_list_objects.", RunAsync,
        iam: ["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"],
        examples: ["How big is backups/2026/ in bucket archive?", "What takes the most space in this bucket?"])
            .With(deadline: TimeSpan.FromMinutes(5));

    public sealed record Input : ObjectInput
    {
        [Description("Prefix.")]
        public string? Prefix { get; init; }

        [Description("Count older versions too.")]
        public bool Versions { get; init; }

        [Description("Most requests, of 1,000 keys each."), Range(1, 2000)]
        public int MostRequests { get; init; } = 100;
    }

    public sealed record Class(string Name, long Objects, long Bytes);

    /// <param name="Prefix">Up to the next slash; the objects that are in no folder have the prefix asked for.</param>
    public sealed record Folder(string Prefix, long Objects, long Bytes);

    /// <param name="Size">The bytes for people.</param>
    /// <param name="Folders">The largest ones.</param>
    /// <param name="OlderBytes">Of the older versions, which are not in <paramref name="Bytes"/>.</param>
    /// <param name="UnfinishedUploads">Multipart uploads whose parts are stored, and billed, in no object; how much is not told.</param>
    /// <param name="Complete">False when the bound ended the count: all numbers are then "at least".</param>
    public sealed record Result(
        string Uri, long Objects, long Bytes, string Size, IReadOnlyList<Class> Classes, IReadOnlyList<Folder> Folders,
        long? OlderVersions, long? OlderBytes, long? DeleteMarkers, int? UnfinishedUploads, DateTime? NewestAt, int Requests,
        bool Complete, string? Note);

    // What the two listings have in common.
    private sealed record Entry(string Key, long Bytes, string Class, DateTime? At, bool IsOlder, bool IsMarker);

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var uploads = unknowns.TryAsync("Unfinished uploads", () => s3.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest
            {
                BucketName = input.Bucket,
                Prefix = input.Prefix,
                RequestPayer = S3Objects.Payer(input.RequesterPays)
            }, ct));
        Dictionary<string, (long Objects, long Bytes)> classes = [], folders = [];
        var (objects, bytes, older, olderBytes, markers, requests) = (0L, 0L, 0L, 0L, 0L, 0);
        DateTime? newest = null;
        string? last = null;
        var complete = true;
        await foreach (var (entries, more) in PagesAsync(s3, input, ct))
        {
            foreach (var e in entries)
            {
                last = e.Key;
                if (e.IsMarker) markers++;
                else if (e.IsOlder) (older, olderBytes) = (older + 1, olderBytes + e.Bytes);
                else
                {
                    (objects, bytes) = (objects + 1, bytes + e.Bytes);
                    if (newest is null || e.At > newest) newest = e.At;
                    Add(folders, FolderOf(e.Key, input.Prefix ?? ""), e.Bytes);
                }

                if (!e.IsMarker) Add(classes, e.Class, e.Bytes);
            }

            context.Progress(new($"{objects} objects, {S3Objects.Size(bytes)}", ++requests));
            if (!more || requests < input.MostRequests) continue;
            complete = false;
            break;
        }

        var unfinished = await uploads;
        List<string> notes = [.. unknowns.Notes];
        if (!complete)
        {
            notes.Add($"Counted up to {last}: there is more. Raise mostRequests or name a longer prefix; for a whole bucket "
                + "cloudwatch_get_metric_data with AWS/S3 BucketSizeBytes is one request, a day late.");
        }

        if (folders.Count > MostFolders) notes.Add($"The largest {MostFolders} of {folders.Count} folders are shown.");
        if (unfinished?.IsTruncated is true) notes.Add("There are more unfinished uploads.");
        return new(
            S3Objects.Uri(input.Bucket, input.Prefix ?? ""), objects, bytes, S3Objects.Size(bytes),
            [.. classes.OrderByDescending(c => c.Value.Bytes).Select(c => new Class(c.Key, c.Value.Objects, c.Value.Bytes))],
            [.. folders.OrderByDescending(f => f.Value.Bytes).ThenBy(f => f.Key, StringComparer.Ordinal).Take(MostFolders)
                .Select(f => new Folder(f.Key, f.Value.Objects, f.Value.Bytes))],
            input.Versions ? older : null, input.Versions ? olderBytes : null, input.Versions ? markers : null,
            unfinished?.MultipartUploads?.Count, newest, requests, complete, Notes.Join(notes));
    }

    private static void Add(Dictionary<string, (long Objects, long Bytes)> sums, string key, long bytes)
    {
        var (objects, sum) = sums.GetValueOrDefault(key);
        sums[key] = (objects + 1, sum + bytes);
    }

    private static string FolderOf(string key, string prefix) =>
        key.IndexOf('/', Math.Min(prefix.Length, key.Length)) is >= 0 and var slash ? key[..(slash + 1)] : prefix;

    private static IAsyncEnumerable<(IReadOnlyList<Entry> Entries, bool More)> PagesAsync(IAmazonS3 s3, Input input,
        CancellationToken ct) =>
        input.Versions ? VersionsAsync(s3, input, ct) : ObjectsAsync(s3, input, ct);

    private static async IAsyncEnumerable<(IReadOnlyList<Entry> Entries, bool More)> ObjectsAsync(
        IAmazonS3 s3, Input input, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = input.Bucket,
            Prefix = input.Prefix,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        };
        do
        {
            var page = await s3.ListObjectsV2Async(request, ct);
            request.ContinuationToken = page.IsTruncated is true ? page.NextContinuationToken : null;
            yield return ([.. (page.S3Objects ?? []).Select(o =>
                new Entry(o.Key, o.Size ?? 0, o.StorageClass?.Value ?? "STANDARD", o.LastModified, false, false))],
                    request.ContinuationToken is not null);
        }
        while (request.ContinuationToken is not null);
    }

    private static async IAsyncEnumerable<(IReadOnlyList<Entry> Entries, bool More)> VersionsAsync(
        IAmazonS3 s3, Input input, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListVersionsRequest
        {
            BucketName = input.Bucket,
            Prefix = input.Prefix,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
        };
        for (var more = true; more;)
        {
            var page = await s3.ListVersionsAsync(request, ct);
            more = page.IsTruncated is true;
            (request.KeyMarker, request.VersionIdMarker) = (page.NextKeyMarker, page.NextVersionIdMarker);
            yield return ([.. (page.Versions ?? []).Select(v => new Entry(
                v.Key, v.Size ?? 0, v.StorageClass?.Value ?? "STANDARD", v.LastModified, v.IsLatest is not true,
                    v.IsDeleteMarker is true))], more);
        }
    }
}
