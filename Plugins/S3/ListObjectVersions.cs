using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_list_object_versions: one short row for each version and delete marker (ListObjectVersions).</summary>
public static class ListObjectVersions
{
    public static readonly S3Tool Tool = S3Tool.Read<Input, Page<Row>>(
        "list_object_versions", "Lists object versions and delete markers. For present objects, use s3_list_objects.", RunAsync,
        iam: ["s3:ListBucketVersions"],
        examples: ["Which older versions of config.json are there?", "Can the deleted report be brought back?"]);

    public sealed record Input : PageInput
    {
        [Description("Or an access point's ARN."), RegularExpression(BucketInput.ObjectPattern)]
        public required string Bucket { get; init; }

        [Description(BucketInput.Payer)]
        public bool RequesterPays { get; init; }

        [Description("Prefix.")]
        public string? Prefix { get; init; }
    }

    public sealed record Row(string Key, string VersionId, long? Size, DateTime? ModifiedAt, bool? Latest, bool? DeleteMarker);

    public static async Task<Page<Row>> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (key, version) = Split(input.Cursor);
        var answer = await s3.ListVersionsAsync(new ListVersionsRequest
        {
            BucketName = input.Bucket,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
            Prefix = input.Prefix,
            MaxKeys = Math.Clamp(input.Limit, 1, 1000),
            KeyMarker = key,
            VersionIdMarker = version,
        }, ct);
        var rows = (answer.Versions ?? []).Select(v => new Row(
            v.Key, v.VersionId, v.IsDeleteMarker == true ? null : v.Size, v.LastModified, v.IsLatest == true ? true : null,
            v.IsDeleteMarker == true ? true : null));
        return new([.. rows], answer.IsTruncated == true ? $"{answer.NextVersionIdMarker} {answer.NextKeyMarker}" : null);
    }

    // S3 goes on at two markers; a version id has no space, a key may have.
    private static (string? Key, string? Version) Split(string? cursor)
    {
        if (cursor is null) return (null, null);
        var at = cursor.IndexOf(' ', StringComparison.Ordinal);
        if (at < 0) throw ToolException.InvalidInput("The cursor is not one of this tool.",
            "Pass the nextCursor of the last page, or none.");
        return (cursor[(at + 1)..], at == 0 ? null : cursor[..at]);
    }
}
