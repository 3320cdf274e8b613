using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_retention (HeadObject, GetBucketObjectLockConfiguration, PutObjectRetention, PutObjectLegalHold).</summary>
public static class SetRetention
{
    public static readonly S3Tool Tool = S3Tool.Destructive<Input, Result>(
        "set_retention", "Locks an object version against deletion until a time or by a legal hold, or ends a hold.", PlanAsync, RunAsync,
        iam:
        [
            "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectRetention", "s3:GetObjectLegalHold",
                "s3:GetBucketVersioning",
            "s3:GetBucketTagging", "s3:GetBucketObjectLockConfiguration", "s3:PutObjectRetention", "s3:PutObjectLegalHold",
            "s3:BypassGovernanceRetention",
        ],
        examples: ["Keep this contract until 2030.", "Put a legal hold on audit.log."],
        idempotent: true);

    public sealed record Input : ObjectInput
    {
        [Description("Key."), MinLength(1)]
        public required string Key { get; init; }

        [Description("Version; the latest when left out.")]
        public string? VersionId { get; init; }

        [Description("Until when it cannot be deleted, in UTC.")]
        public DateTime? RetainUntil { get; init; }

        [Description("COMPLIANCE is for good: nobody can shorten it."), AllowedValues("GOVERNANCE", "COMPLIANCE")]
        public string Mode { get; init; } = "GOVERNANCE";

        [Description("Shorten a GOVERNANCE retention.")]
        public bool Bypass { get; init; }

        [Description("A lock without an end; false ends it.")]
        public bool? LegalHold { get; init; }
    }

    public sealed record Result(string Uri, string? VersionId, string? Mode, DateTime? RetainUntil, bool? LegalHold);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.RetainUntil is null && input.LegalHold is null) throw ToolException.NothingToChange();
        var (uri, unknown) = (S3Objects.Uri(input.Bucket, input.Key), new Unknowns(context.Target));
        var reading = BucketFacts.ReadAsync(s3, input.Bucket, unknown, ct);
        var locks = unknown.TryAsync("The Object Lock of the bucket", async () => await BucketParts.ObjectLockAsync(s3, input.Bucket, ct)
            ?? "off");
        var head = await S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, input.RequesterPays, ct)
            ?? throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);
        var facts = await reading;
        var what = S3Objects.Describe(input.Bucket, input.Key, head);
        var plan = new PlanBuilder($"Change the lock of {uri}{(S3Objects.IsVersion(head) ? $", version {head.VersionId}" : "")}.")
            .Touch(S3Objects.ToResource(input.Bucket, input.Key, head, facts.Tags));
        if (await locks is "off") plan.Obstacle($"{input.Bucket} has no Object Lock, which must be turned on first.");
        if (input.RetainUntil is { } until) Retain(plan, what, head, input, until.ToUniversalTime(), context.Time.GetUtcNow().UtcDateTime);
        if (input.LegalHold is { } hold)
        {
            plan.Change(what, "legal hold", head.ObjectLockLegalHoldStatus == ObjectLockLegalHoldStatus.On, hold,
                hold ? "it cannot be deleted until the hold ends" : "it can be deleted, unless a retention holds it");
        }

        plan.Unknown(unknown.Notes);
        return (input.RetainUntil is null
            ? plan.Undo("s3_set_retention", new
            {
                bucket = input.Bucket,
                key = input.Key,
                versionId = head.VersionId,
                legalHold = input.LegalHold is false
            })
            : plan.NoUndo(input.Mode == "COMPLIANCE" ? "Nobody, not even the root user, can shorten it: it is stored and billed until then."
                : "It can be shortened only with bypass.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (uri, until) = (S3Objects.Uri(input.Bucket, input.Key), input.RetainUntil?.ToUniversalTime());
        // The version that was looked at, and none that is written meanwhile.
        var head = await S3Objects.HeadAsync(s3, input.Bucket, input.Key, input.VersionId, input.RequesterPays, ct)
            ?? throw S3Objects.Missing(input.Bucket, input.Key, input.VersionId);
        if (until is not null)
        {
            await s3.PutObjectRetentionAsync(new()
            {
                BucketName = input.Bucket,
                Key = input.Key,
                VersionId = head.VersionId,
                Retention = new() { Mode = input.Mode, RetainUntilDate = until },
                BypassGovernanceRetention = input.Bypass ? true : null,
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, ct);
            context.Done($"set the retention of {uri}");
        }

        if (input.LegalHold is { } hold)
        {
            await s3.PutObjectLegalHoldAsync(new()
            {
                BucketName = input.Bucket,
                Key = input.Key,
                VersionId = head.VersionId,
                LegalHold = new() { Status = hold ? ObjectLockLegalHoldStatus.On : ObjectLockLegalHoldStatus.Off },
                RequestPayer = S3Objects.Payer(input.RequesterPays),
            }, ct);
            context.Done($"{(hold ? "set" : "ended")} the legal hold of {uri}");
        }

        return new(uri, head.VersionId, until is null ? null : input.Mode, until, input.LegalHold);
    }

    private static void Retain(PlanBuilder plan, string what, GetObjectMetadataResponse head, Input input, DateTime until, DateTime now)
    {
        var old = head.ObjectLockRetainUntilDate?.ToUniversalTime();
        plan.Change(what, "retention", old is null ? null : $"{head.ObjectLockMode?.Value} until {PlanBuilder.Text(old)}",
            $"{input.Mode} until {PlanBuilder.Text(until)}");
        if (until <= now) plan.Obstacle("retainUntil has passed already.");
        if (old is null || old <= now) return;
        var weaker = until < old || head.ObjectLockMode == ObjectLockMode.Compliance && input.Mode != "COMPLIANCE";
        if (weaker && head.ObjectLockMode == ObjectLockMode.Compliance) plan.Obstacle("A COMPLIANCE retention can only be made longer.");
        else if ((weaker || head.ObjectLockMode?.Value != input.Mode) && !input.Bypass)
            plan.Obstacle("A GOVERNANCE retention is changed otherwise than longer only with bypass, and by who may do that.");
        if (weaker && input.Bypass) plan.Lose($"the protection of {what} from {PlanBuilder.Text(until)} to {PlanBuilder.Text(old)}");
    }
}
