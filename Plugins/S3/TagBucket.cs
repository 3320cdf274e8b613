using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_tag_bucket: adds and removes single tags (GetBucketTagging, PutBucketTagging).</summary>
public static class TagBucket
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "tag_bucket", "Adds, changes and removes tags of a bucket.", PlanAsync, RunAsync,
        iam: ["s3:GetBucketTagging", "s3:PutBucketTagging"],
        examples: ["Tag bucket logs-prod with team=platform."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("Tags to set.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove.")]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Bucket, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var now = await BucketParts.TagsAsync(s3, input.Bucket, ct);
        var next = Merge(now, input);
        return new($"Change tags of {input.Bucket}.",
        [
            .. next.Where(t => now.GetValueOrDefault(t.Key) != t.Value).Select(t => $"{t.Key}: {now.GetValueOrDefault(t.Key) ?? "(none)"} -> {t.Value}"),
            .. now.Keys.Except(next.Keys).Select(k => $"{k}: {now[k]} -> (removed)"),
        ])
        {
            Resources = [new(input.Bucket, $"{now.Count} tags") { Tags = now }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        // S3 only replaces all tags at once, so what stays is sent again.
        var next = Merge(await BucketParts.TagsAsync(s3, input.Bucket, ct), input);
        if (S3Tags.ToList(next) is { } tags) await s3.PutBucketTaggingAsync(new PutBucketTaggingRequest { BucketName = input.Bucket, TagSet = tags }, ct);
        else await s3.DeleteBucketTaggingAsync(new DeleteBucketTaggingRequest { BucketName = input.Bucket }, ct);
        return new(input.Bucket, next);
    }

    private static SortedDictionary<string, string> Merge(IReadOnlyDictionary<string, string> now, Input input)
    {
        if (input.Tags.Count + input.RemoveKeys.Count == 0) throw new ToolException(ToolErrorCode.InvalidInput, "Nothing to change.", "Pass tags, removeKeys, or both.");
        var next = new SortedDictionary<string, string>(now.ToDictionary(), StringComparer.Ordinal);
        foreach (var key in input.RemoveKeys) next.Remove(key);
        foreach (var (key, value) in input.Tags) next[key] = value;
        return next;
    }
}
