using System.ComponentModel;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_delete_bucket, with all that is in it when asked (ListObjectVersions, DeleteObjects, DeleteBucket).</summary>
public static class DeleteBucket
{
    public static readonly S3Tool Tool = S3Tool.Destructive<Input, Result>(
        "delete_bucket", "Deletes a bucket. For objects, use s3_delete_objects.", PlanAsync, RunAsync,
        iam:
        [
            "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucketVersions", "s3:GetBucketPolicy", "s3:GetLifecycleConfiguration", "s3:GetBucketWebsite",
            "s3:GetReplicationConfiguration", "s3:GetBucketNotification", "s3:GetBucketTagging", "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket",
        ],
        examples: ["Delete bucket old-test with everything in it.", "What would deleting this bucket lose?"]);

    public sealed record Input : BucketInput
    {
        [Description("First delete all that is in it.")]
        public bool Empty { get; init; }
    }

    public sealed record Result(string Bucket, int VersionsDeleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var name = input.Bucket;
        var (region, versioning) = (BucketParts.RegionAsync(s3, name, ct), BucketParts.VersioningAsync(s3, name, ct));
        var (policy, lifecycle, website) = (BucketParts.PolicyAsync(s3, name, ct), BucketParts.LifecycleAsync(s3, name, ct), BucketParts.WebsiteAsync(s3, name, ct));
        var (replicates, notifies, tags) = (BucketParts.ReplicatesToAsync(s3, name, ct), BucketParts.NotifiesAsync(s3, name, ct), BucketParts.TagsAsync(s3, name, ct));
        var counting = BucketContents.CountAsync(s3, name, ct);
        await Task.WhenAll(region, versioning, policy, lifecycle, website, replicates, notifies, tags, counting);

        var count = await counting;
        if (!count.IsEmpty && !input.Empty)
            throw new ToolException(ToolErrorCode.Conflict, $"The bucket {name} is not empty: it holds {count}.", "Pass empty: true to delete all of that for good as well.");
        return new($"Delete the bucket {name} in {await region}{(count.IsEmpty ? "; it is empty" : " AND ALL THAT IS IN IT")}.",
        [
            .. count.IsEmpty ? Array.Empty<string>() : [$"LOST for good: {count}"],
            .. await policy is { } p ? [$"lost: the policy {p}"] : Array.Empty<string>(),
            .. (await lifecycle).Select(r => $"lost: the lifecycle rule {Lifecycles.Describe(r)}"),
            .. await website is { } site ? [$"goes offline: the website ({site})"] : Array.Empty<string>(),
            .. (await replicates).Select(b => $"ends: the replication to {b}; the copies there stay"),
            .. (await notifies).Select(n => $"ends: the notifications to {n}"),
            "The name becomes free for anyone in AWS; what still uses it may then reach a stranger's bucket.",
        ])
        {
            Resources = [new(name, $"{await region}, versioning {await versioning}, {count}") { Tags = await tags }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var gone = input.Empty ? await BucketContents.EmptyAsync(s3, input.Bucket, context, ct) : 0;
        await s3.DeleteBucketAsync(new DeleteBucketRequest { BucketName = input.Bucket }, ct);
        return new(input.Bucket, gone);
    }
}
