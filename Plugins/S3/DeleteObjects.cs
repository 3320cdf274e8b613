using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_delete_objects: some objects, or one version (DeleteObjects).</summary>
public static class DeleteObjects
{
    public static readonly S3Tool Tool = S3Tool.Destructive<Input, Result>(
        "delete_objects", "Deletes objects, or one version or delete marker. For a whole bucket, use s3_delete_bucket.", PlanAsync,
        RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention", "s3:GetObjectLegalHold",
            "s3:GetBucketVersioning",
            "s3:GetBucketTagging", "s3:DeleteObject", "s3:DeleteObjectVersion",
        ],
        examples: ["Delete the two old exports from bucket reports.", "Remove this version of secrets.txt for good."],
        idempotent: true);

    public sealed record Input : ObjectInput
    {
        [Description("Whole keys."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> Keys { get; init; }

        [Description("Deletes this version of the one key for good.")]
        public string? VersionId { get; init; }
    }

    /// <param name="DeleteMarker">The version that hides the older ones now; deleting it brings the object back.</param>
    public sealed record Deletion(string Key, string? VersionId, string? DeleteMarker);

    public sealed record Failure(string Key, string Reason);

    public sealed record Result(IReadOnlyList<Deletion> Deleted, IReadOnlyList<Failure>? Failed);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (keys, version, unknown) = (Keys(input), input.VersionId, new Unknowns(context.Target));
        var facts = await BucketFacts.ReadAsync(s3, input.Bucket, unknown, ct);
        var plan = new PlanBuilder(version is null
            ? $"Delete {keys.Count} object(s) of {input.Bucket} (versioning {facts.Versioning ?? "not known"})."
            : $"Delete one version of {S3Objects.Uri(input.Bucket, keys[0])} for good.").Unknown(unknown.Notes)
            .Obstacle(version is not null && facts.MfaDelete
                ? "MFA delete is on, and versions can be deleted only with the root user's MFA device." : null);
        var heads = await keys.AskAsync((key, t) => LookAsync(s3, input, key, t), ct);
        foreach (var (key, head) in keys.Zip(heads)) Add(plan, input, key, head, facts, context.Time);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (deleted, errors) = await BucketContents.DeleteAsync(
            s3, input.Bucket, [.. Keys(input).Select(k => new KeyVersion { Key = k, VersionId = input.VersionId })], input.RequesterPays,
            context, ct);
        foreach (var d in deleted) context.Done(
            $"deleted {S3Objects.Uri(input.Bucket, d.Key)}{(input.VersionId is null ? "" : $" version {input.VersionId}")}");
        if (deleted.Count == 0 && errors.Count > 0) throw BucketContents.Refused(input.Bucket, errors);
        return new(
            [.. deleted.Select(d =>
                new Deletion(d.Key, d.VersionId, d.DeleteMarker == true && input.VersionId is null ? d.DeleteMarkerVersionId : null))],
            errors.Count == 0 ? null : [.. errors.Select(e => new Failure(e.Key, $"{e.Code}: {e.Message}"))]);
    }

    private static List<string> Keys(Input input)
    {
        var keys = input.Keys.Distinct(StringComparer.Ordinal).ToList();
        if (keys.Any(string.IsNullOrEmpty)) throw ToolException.InvalidInput("A key is empty.", "Name each object by its whole key.");
        return input.VersionId is null || keys.Count == 1
            ? keys
            : throw ToolException.InvalidInput("A version belongs to one key.", "Pass one key with versionId, or leave versionId out.");
    }

    // Null for a delete marker.
    private static async Task<GetObjectMetadataResponse?> LookAsync(IAmazonS3 s3, Input input, string key, CancellationToken ct)
    {
        try
        {
            return await S3Objects.HeadAsync(s3, input.Bucket, key, input.VersionId, input.RequesterPays, ct)
                ?? throw S3Objects.Missing(input.Bucket, key, input.VersionId);
        }
        catch (AmazonS3Exception e) when (input.VersionId is not null && e.StatusCode is HttpStatusCode.MethodNotAllowed)
        {
            return null;
        }
    }

    private static void Add(PlanBuilder plan, Input input, string key, GetObjectMetadataResponse? head, BucketFacts facts,
        TimeProvider time)
    {
        var uri = S3Objects.Uri(input.Bucket, key);
        if (head is null)
        {
            plan.Delete($"{uri}: delete marker {input.VersionId}", "the version before it can be seen again")
                .Touch(new PlannedResource(uri, $"delete marker {input.VersionId}") { Tags = facts.Tags });
            return;
        }

        var what = S3Objects.Describe(input.Bucket, key, head);
        plan.Touch(S3Objects.ToResource(input.Bucket, key, head, facts.Tags));
        if (input.VersionId is null && (facts.Versioning is "Enabled" || S3Objects.IsVersion(head)))
        {
            plan.Delete(what, "hidden by a delete marker; its versions stay");
            return;
        }

        plan.Lose(input.VersionId is null ? what : $"{what}, version {input.VersionId}", facts.Versioning is null
            ? "unless its bucket is versioned" : null);
        if (head.ObjectLockRetainUntilDate is { } until && until > time.GetUtcNow())
            plan.Obstacle($"{what} is locked until {PlanBuilder.Text(until)} ({head.ObjectLockMode}).");
        if (head.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On) plan.Obstacle($"{what} has a legal hold.");
    }
}
