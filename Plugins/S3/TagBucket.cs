using System.ComponentModel;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_tag_bucket: adds and removes single tags (GetBucketTagging, GetBucketAbac, PutBucketTagging, DeleteBucketTagging).</summary>
public static class TagBucket
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "tag_bucket", "Adds, changes and removes tags of a bucket.", PlanAsync, RunAsync,
        iam: ["s3:GetBucketTagging", "s3:GetBucketAbac", "s3:PutBucketTagging"],
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

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var abac = unknown.TryAsync("Whether the bucket has attribute based access control", () =>
            s3.GetBucketAbacAsync(new() { BucketName = name }, ct));
        var now = await BucketParts.TagsAsync(s3, name, ct);
        var next = S3Tags.Merge(now, input.Tags, input.RemoveKeys);
        var plan = new PlanBuilder($"Change tags of {name}.").Touch(new PlannedResource(name, $"{now.Count} tags") { Tags = now });
        foreach (var (key, value) in input.Tags) plan.Change(name, $"tag {key}", now.GetValueOrDefault(key), value);
        foreach (var key in now.Keys.Except(next.Keys)) plan.Change(name, $"tag {key}", now[key], null);
        // S3 Control has the two operations for those, and AWS tags buckets through them alone then.
        if ((await abac)?.AbacStatus?.Status == BucketAbacStatus.Enabled)
            plan.Obstacle($"Attribute based access control is on for {name}, "
                + "and S3 changes tags of such buckets only with 'aws s3control tag-resource'.");
        plan.Obstacle(Tags.Excess(name, next.Keys));
        return plan.Unknown(unknown.Notes).Undo("s3_tag_bucket", new
        {
            bucket = name,
            tags = now.Where(t => next.GetValueOrDefault(t.Key) != t.Value).ToDictionary(),
            removeKeys = next.Keys.Except(now.Keys).ToArray(),
        }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 only replaces all tags at once, so what stays is sent again.
        var next = S3Tags.Merge(await BucketParts.TagsAsync(s3, input.Bucket, ct), input.Tags, input.RemoveKeys);
        if (S3Tags.ToList(next) is { } tags) await s3.PutBucketTaggingAsync(
            new PutBucketTaggingRequest { BucketName = input.Bucket, TagSet = tags }, ct);
        else await s3.DeleteBucketTaggingAsync(new DeleteBucketTaggingRequest { BucketName = input.Bucket }, ct);
        context.Done($"changed the tags of {input.Bucket}");
        return new(input.Bucket, next);
    }
}
