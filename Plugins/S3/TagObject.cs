using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_tag_object: adds and removes single tags (GetObjectTagging, PutObjectTagging).</summary>
public static class TagObject
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "tag_object", "Adds, changes and removes tags of an object. For a bucket's, use s3_tag_bucket.", PlanAsync, RunAsync,
        iam:
        [
            "s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging",
            "s3:PutObjectVersionTagging",
        ],
        examples: ["Tag report.pdf with class=confidential."],
        idempotent: true);

    public sealed record Input : ObjectInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Version; the latest when left out.")]
        public string? VersionId { get; init; }

        [Description("Tags to set.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Tags to remove.")]
        public IReadOnlyList<string> RemoveKeys { get; init; } = [];
    }

    public sealed record Result(string Uri, IReadOnlyDictionary<string, string> Tags);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (uri, unknown) = (S3Objects.Uri(input.Bucket, input.Key), new Unknowns(context.Target));
        var reading = BucketFacts.ReadAsync(s3, input.Bucket, unknown, ct);
        var now = await S3Objects.TagsAsync(s3, input, input.Key, input.VersionId, ct);
        var (facts, next) = (await reading, S3Tags.Merge(now, input.Tags, input.RemoveKeys));
        var plan = new PlanBuilder($"Change tags of {uri}.")
            // As with all objects, what guards it are the tags of its bucket.
            .Touch(new PlannedResource(uri, $"{now.Count} tags") { Tags = facts.Tags });
        foreach (var (key, value) in input.Tags) plan.Change(uri, $"tag {key}", now.GetValueOrDefault(key), value);
        foreach (var key in now.Keys.Except(next.Keys)) plan.Change(uri, $"tag {key}", now[key], null);
        plan.Obstacle(Tags.Excess(uri, next.Keys, S3Tags.MostOfObject));
        Dictionary<string, object> back = new()
        {
            ["bucket"] = input.Bucket,
            ["key"] = input.Key,
            ["tags"] = now.Where(t => next.GetValueOrDefault(t.Key) != t.Value).ToDictionary(),
            ["removeKeys"] = next.Keys.Except(now.Keys).ToArray(),
        };
        if (input.VersionId is { } version) back["versionId"] = version;
        return plan.Unknown(unknown.Notes).Undo("s3_tag_object", back).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 only replaces all tags at once, so what stays is sent again.
        var next = S3Tags.Merge(await S3Objects.TagsAsync(s3, input, input.Key, input.VersionId, ct), input.Tags, input.RemoveKeys);
        await s3.PutObjectTaggingAsync(new()
        {
            BucketName = input.Bucket,
            Key = input.Key,
            VersionId = input.VersionId,
            RequestPayer = S3Objects.Payer(input.RequesterPays),
            Tagging = new() { TagSet = S3Tags.ToList(next) ?? [] },
        }, ct);
        context.Done($"changed the tags of {S3Objects.Uri(input.Bucket, input.Key)}");
        return new(S3Objects.Uri(input.Bucket, input.Key), next);
    }
}
