using System.ComponentModel;
using Amazon.S3;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_versioning (PutBucketVersioning).</summary>
public static class SetVersioning
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_versioning", "Turns versioning on or suspends it; old versions stay. To expire old versions, use s3_set_lifecycle.", PlanAsync,
        RunAsync,
        iam: ["s3:GetBucketVersioning", "s3:GetBucketTagging", "s3:GetBucketObjectLockConfiguration", "s3:GetReplicationConfiguration",
            "s3:PutBucketVersioning"],
        examples: ["Keep old versions of everything in bucket documents."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("False suspends it.")]
        public bool Enabled { get; init; } = true;
    }

    public sealed record Result(string Bucket, string Versioning);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var config = await BucketParts.VersioningConfigAsync(s3, name, ct);
        var now = BucketParts.Status(config);
        var plan = new PlanBuilder($"Set versioning of {name} to {Status(input)}.")
            .Touch(await BucketParts.ResourceAsync(s3, name, $"versioning {now}", unknown, ct))
            .Change(name, "versioning", now, Status(input).Value, input.Enabled
                ? "from now on deleted and overwritten objects stay as old versions, which cost storage"
                : "old versions stay; from now on an overwritten or deleted object is lost unless it was written while versioning was on");
        if (config?.EnableMfaDelete == true && now != Status(input)) plan.Obstacle(
            "MFA delete is on, and only the root user with its MFA device changes versioning then.");
        if (!input.Enabled)
        {
            if (await unknown.TryAsync("The Object Lock", () => BucketParts.ObjectLockAsync(s3, name, ct)) is not null)
                plan.Obstacle($"{name} has Object Lock, which needs versioning.");
            if (await unknown.TryAsync("The replication", () => BucketParts.ReplicatesToAsync(s3, name, ct)) is { Count: > 0 } to)
                plan.Obstacle($"{name} is replicated to {string.Join(", ", to)}, which needs versioning.");
        }

        plan.Unknown(unknown.Notes);
        return (now == "Off"
            ? plan.NoUndo("Versioning can be suspended, but never turned off again.")
            : plan.Undo("s3_set_versioning", new { bucket = name, enabled = now == "Enabled" })).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        await s3.PutBucketVersioningAsync(new() { BucketName = input.Bucket, VersioningConfig = new() { Status = Status(input) } }, ct);
        context.Done($"set versioning of {input.Bucket} to {Status(input)}");
        return new(input.Bucket, Status(input));
    }

    private static VersionStatus Status(Input input) => input.Enabled ? VersionStatus.Enabled : VersionStatus.Suspended;
}
