using System.ComponentModel;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_delete_bucket, with all that is in it when asked (ListObjectVersions, DeleteObjects, DeleteBucket).</summary>
public static class DeleteBucket
{
    // Each version costs two requests, so a plan looks at the locks of no more than so many.
    private const int MostLocks = 200;

    public static readonly AwsTool<S3Clients> Tool = AwsTool<S3Clients>.Destructive<Input, Result>(
        "delete_bucket", "Deletes a bucket. For objects, use s3_delete_objects.", PlanAsync, RunAsync,
        iam:
        [
            "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucketVersions", "s3:GetBucketPolicy", "s3:GetLifecycleConfiguration",
            "s3:GetBucketWebsite",
            "s3:GetReplicationConfiguration", "s3:GetBucketNotification", "s3:GetBucketTagging", "s3:GetBucketObjectLockConfiguration",
            "s3:GetObjectRetention",
            "s3:GetObjectLegalHold", "s3:ListAccessPoints", "sts:GetCallerIdentity",
            "s3:DeleteObject", "s3:DeleteObjectVersion", "s3:DeleteBucket",
        ],
        examples: ["Delete bucket old-test with everything in it.", "What would deleting this bucket lose?"])
            .With(deadline: TimeSpan.FromHours(1));

    public sealed record Input : BucketInput
    {
        [Description("First delete all objects and versions in it.")]
        public bool Empty { get; init; }
    }

    public sealed record Result(string Bucket, int VersionsDeleted);

    public static async Task<ToolPlan> PlanAsync(S3Clients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (s3, name, unknown) = (clients.S3, input.Bucket, new Unknowns(context.Target));
        var (region, versioning, counting) = (BucketParts.RegionAsync(s3, name, ct), BucketParts.VersioningConfigAsync(s3, name, ct),
            BucketContents.CountAsync(s3, name, ct));
        var policy = unknown.TryAsync("The policy", () => BucketParts.PolicyAsync(s3, name, ct));
        var lifecycle = unknown.TryAsync("The lifecycle rules", () => BucketParts.LifecycleAsync(s3, name, ct));
        var website = unknown.TryAsync("The website", () => BucketParts.WebsiteAsync(s3, name, ct));
        var replicates = unknown.TryAsync("The replication", () => BucketParts.ReplicatesToAsync(s3, name, ct));
        var notifies = unknown.TryAsync("The notifications", () => BucketParts.NotifiesAsync(s3, name, ct));
        var tags = unknown.TryAsync("The tags of the bucket", () => BucketParts.TagsAsync(s3, name, ct));
        var locks = unknown.TryAsync("The Object Lock", () => BucketParts.ObjectLockAsync(s3, name, ct));
        await Task.WhenAll(region, versioning, counting, policy, lifecycle, website, replicates, notifies, tags, locks);

        var (count, status) = (await counting, BucketParts.Status(await versioning));
        var plan = new PlanBuilder(
            $"Delete the bucket {name} in {await region}{(count.IsEmpty ? "; it is empty" : " AND ALL THAT IS IN IT")}.")
            .Touch(new PlannedResource(name, $"{await region}, versioning {status}, {count}") { Tags = await tags })
            .Delete($"bucket {name}");
        if (!count.IsEmpty)
        {
            plan.Lose(count.ToString());
            if (!input.Empty) plan.Obstacle(
                $"The bucket {name} is not empty: it holds {count}. Pass empty: true to delete all of that for good as well.");
            else await AddLocksAsync();
        }

        if (await AccessPointsAsync(clients, name, await region, unknown, ct) is { Count: > 0 } points)
            plan.Obstacle(Attached(name, points));
        if (await policy is { } p) plan.Lose($"the policy {p}");
        foreach (var rule in await lifecycle ?? []) plan.Lose($"the lifecycle rule {Lifecycles.Describe(rule)}");
        if (await website is { } site) plan.Lose($"the website ({site})");
        foreach (var b in await replicates ?? []) plan.Lose($"the replication to {b}", "the copies there stay");
        foreach (var n in await notifies ?? []) plan.Lose($"the notifications to {n}");
        foreach (var s in BucketPolicies.DenyingDeletion(BucketPolicies.Parse(await policy)))
            plan.Warn($"The policy denies {s}, which may stop this half way; s3_delete_bucket_policy removes it.");
        return plan.Warn("The name becomes free for anyone in AWS; what still uses it may then reach a stranger's bucket.")
            .Unknown(unknown.Notes)
            .NoUndo("What was in a deleted bucket cannot be brought back.")
            .Build();

        async Task AddLocksAsync()
        {
            if (await versioning is { EnableMfaDelete: true }) plan.Obstacle(
                "MFA delete is on, and versions can be deleted only with the root user's MFA device.");
            if (await locks is null) return;
            var found = await unknown.TryAsync("The locks of the versions",
                async () => new Locks(await BucketContents.LockedAsync(s3, name, context.Time, MostLocks, ct)));
            if (found is null) return;
            foreach (var l in PlanBuilder.Some([.. found.Of.Locked], 5, "locked versions")) plan.Obstacle($"Object Lock: {l}.");
            if (!found.Of.All) plan.Unknown(
                $"Only {MostLocks} versions were looked at for locks; the act looks at all before it deletes any.");
        }
    }

    public static async Task<Result> RunAsync(S3Clients clients, Input input, ToolContext context, CancellationToken ct)
    {
        var (s3, gone) = (clients.S3, 0);
        if (input.Empty)
        {
            var region = await BucketParts.RegionAsync(s3, input.Bucket, ct);
            if (await AccessPointsAsync(clients, input.Bucket, region, new(context.Target), ct) is { Count: > 0 } points)
                throw ToolException.Conflict("Nothing was deleted: " + Attached(input.Bucket, points));
            if (await BucketParts.ObjectLockAsync(s3, input.Bucket, ct) is not null
                && await BucketContents.LockedAsync(s3, input.Bucket, context.Time, null, ct) is { Locked: { Count: > 0 } locked })
                throw ToolException.Conflict($"Nothing was deleted: {locked.Count} version(s) are locked, the first being {locked[0]}.",
                    "Wait until the retention ends, or keep the bucket.");
            gone = await BucketContents.EmptyAsync(s3, input.Bucket, context, ct);
        }

        await s3.DeleteBucketAsync(new DeleteBucketRequest { BucketName = input.Bucket }, ct);
        context.Done($"deleted the bucket {input.Bucket}");
        return new(input.Bucket, gone);
    }

    // S3 refuses such a bucket only when it is empty already.
    private static async Task<IReadOnlyList<string>?> AccessPointsAsync(
        S3Clients clients, string bucket, string region, Unknowns unknown, CancellationToken ct)
    {
        return await unknown.TryAsync<IReadOnlyList<string>>("The access points", async () =>
            [.. (await AccessPoints.OfBucketAsync(clients, bucket, region, ct)).Select(a => a.Name).Order(StringComparer.Ordinal)]);
    }

    private static string Attached(string bucket, IReadOnlyList<string> points) =>
        $"{bucket} has the access point(s) {string.Join(", ", points)}, and S3 deletes no such bucket: "
        + "'aws s3control delete-access-point' removes each.";

    private sealed record Locks((IReadOnlyList<string> Locked, bool All) Of);
}
