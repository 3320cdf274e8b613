using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_delete_objects: some objects, or one version (DeleteObjects).</summary>
public static class DeleteObjects
{
    public static readonly S3Tool Tool = S3Tool.Destructive<Input, Result>(
        "delete_objects", "Deletes objects, or one version or delete marker. For a whole bucket, use s3_delete_bucket.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:DeleteObject", "s3:DeleteObjectVersion",
        ],
        examples: ["Delete the two old exports from bucket reports.", "Remove this version of secrets.txt for good."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("Keys."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> Keys { get; init; }

        [Description("Version of the one key.")]
        public string? VersionId { get; init; }
    }

    /// <param name="DeleteMarker">The version that hides the older ones now; deleting it brings the object back.</param>
    public sealed record Deletion(string Key, string? VersionId, string? DeleteMarker);

    public sealed record Failure(string Key, string Reason);

    public sealed record Result(IReadOnlyList<Deletion> Deleted, IReadOnlyList<Failure>? Failed);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (keys, version) = (Keys(input), input.VersionId);
        var versioning = await BucketParts.VersioningAsync(s3, input.Bucket, ct);
        var tags = await BucketParts.TagsAsync(s3, input.Bucket, ct);
        var found = await Task.WhenAll(keys.Select(async key => await LookAsync(s3, input.Bucket, key, version, versioning, tags, ct)));
        return new(version is null ? $"Delete {keys.Count} object(s) of {input.Bucket} (versioning {versioning})." : $"Delete one version of {S3Objects.Uri(input.Bucket, keys[0])} for good.",
            [.. found.Select(f => f.Effect)])
        {
            Resources = [.. found.Select(f => f.Resource)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (deleted, errors) = await BucketContents.DeleteAsync(s3, input.Bucket, [.. Keys(input).Select(k => new KeyVersion { Key = k, VersionId = input.VersionId })], ct);
        if (deleted.Count == 0 && errors.Count > 0) throw BucketContents.Refused(input.Bucket, errors);
        return new(
            [.. deleted.Select(d => new Deletion(d.Key, d.VersionId, d.DeleteMarker == true && input.VersionId is null ? d.DeleteMarkerVersionId : null))],
            errors.Count == 0 ? null : [.. errors.Select(e => new Failure(e.Key, $"{e.Code}: {e.Message}"))]);
    }

    private static IReadOnlyList<string> Keys(Input input)
    {
        var keys = input.Keys.Distinct(StringComparer.Ordinal).ToList();
        if (keys.Any(string.IsNullOrEmpty)) throw new ToolException(ToolErrorCode.InvalidInput, "A key is empty.", "Name each object by its whole key.");
        return input.VersionId is null || keys.Count == 1
            ? keys
            : throw new ToolException(ToolErrorCode.InvalidInput, "A version belongs to one key.", "Pass one key with versionId, or leave versionId out.");
    }

    private static async Task<(string Effect, PlannedResource Resource)> LookAsync(
        IAmazonS3 s3, string bucket, string key, string? version, string versioning, IReadOnlyDictionary<string, string> tags, CancellationToken ct)
    {
        try
        {
            var head = await S3Objects.HeadAsync(s3, bucket, key, version, ct) ?? throw S3Objects.Missing(bucket, key, version);
            var fate = (version, versioning) switch
            {
                (not null, _) => $"version {version} IS LOST for good",
                (_, "Enabled") => "hidden by a delete marker; its versions stay",
                (_, "Suspended") when head.VersionId is { Length: > 0 } and not "null" => "hidden by a delete marker; its versions stay",
                _ => "LOST for good",
            };
            return ($"{S3Objects.Describe(bucket, key, head)} -> {fate}", S3Objects.ToResource(bucket, key, head, tags));
        }
        catch (AmazonS3Exception e) when (version is not null && e.StatusCode is HttpStatusCode.MethodNotAllowed)
        {
            // What a delete marker answers to HEAD.
            return ($"{S3Objects.Uri(bucket, key)}: delete marker {version} is removed; the version before it can be seen again",
                new(S3Objects.Uri(bucket, key), $"delete marker {version}") { Tags = tags });
        }
    }
}
