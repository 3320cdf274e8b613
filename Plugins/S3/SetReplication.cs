using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_replication (GetBucketReplication, PutBucketReplication; DeleteBucketReplication when no rule is left).</summary>
public static class SetReplication
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_replication", "Adds, replaces and removes replication rules of a bucket; others stay. Only new objects are replicated.",
        PlanAsync, RunAsync,
        iam:
        [
            "s3:GetReplicationConfiguration", "s3:GetBucketTagging", "s3:GetBucketVersioning", "s3:PutReplicationConfiguration",
            "iam:PassRole>s3.amazonaws.com",
        ],
        examples: ["Replicate bucket invoices to bucket invoices-copy in another region."],
        idempotent: true);

    public sealed record Rule
    {
        [Description("Id; replaces the rule that has it."), MinLength(1), MaxLength(255)]
        public required string Id { get; init; }

        [Description("Bucket to replicate to, in any region."), RegularExpression(BucketInput.Pattern)]
        public required string TargetBucket { get; init; }

        [Description("Start of the keys; all keys when left out.")]
        public string? Prefix { get; init; }

        [Description("Storage class of the copies; the source's when left out.")]
        public string? StorageClass { get; init; }

        [Description("ARN of a KMS key of the target's region, for copies of KMS-encrypted objects; without it they are not copied.")]
        [RegularExpression("arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+")]
        public string? KmsKey { get; init; }

        [Description("Replicate delete markers too.")]
        public bool DeleteMarkers { get; init; }

        [Description("False keeps the rule but does not apply it.")]
        public bool Enabled { get; init; } = true;
    }

    public sealed record Input : BucketInput
    {
        [Description("Rules to add or replace.")]
        public IReadOnlyList<Rule> Rules { get; init; } = [];

        [Description("Ids of rules to remove.")]
        public IReadOnlyList<string> RemoveIds { get; init; } = [];

        [Description("ARN of the role that S3 takes; the present one when left out."),
            RegularExpression("arn:[a-z-]+:iam::[0-9]{12}:role/.+")]
        public string? RoleArn { get; init; }
    }

    public sealed record Result(string Bucket, IReadOnlyList<string> Rules);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var resource = BucketParts.ResourceAsync(s3, name, "replication", unknown, ct);
        var own = unknown.TryAsync("The versioning of the bucket", () => BucketParts.VersioningAsync(s3, name, ct));
        var now = await BucketParts.ReplicationAsync(s3, name, ct);
        var (rules, next) = (now?.Rules ?? [], Merge(s3, now, input));
        var plan = new PlanBuilder($"Change replication of {name}: {input.Rules.Count} rule(s) set, {input.RemoveIds.Count} removed.")
            .Touch(await resource);
        Parts.Compare(plan, name, rules, next.Rules, "what was replicated stays");
        if (input.Rules.Count > 0 && next.Rules.Any(r => r.Filter is null))
        {
            plan.Obstacle("The present rules are of the first version of the API, which S3 does not mix with these: "
                + "remove them in the same call.");
        }

        if (input.RoleArn is not null) plan.Change(name, "role", now?.Role, input.RoleArn);
        if (next.Rules.Count > 0 && await own is { } versioning and not "Enabled")
            plan.Obstacle($"Versioning of {name} is {versioning}, and replication needs it: turn it on with s3_set_versioning.");
        if (input.Rules.Any(r => r.TargetBucket == name)) plan.Obstacle($"{name} cannot be replicated to itself.");
        var targets = await input.Rules.Select(r => r.TargetBucket).Distinct().AskAsync(async (target, t) =>
            (target, Versioning: await unknown.TryAsync($"The versioning of {target}", () => BucketParts.VersioningAsync(s3, target, t))),
                ct);
        foreach (var (target, status) in targets.Where(t => t.Versioning is not (null or "Enabled")))
            plan.Obstacle($"Versioning of {target} is {status}, and replication needs it: turn it on with s3_set_versioning.");
        var set = next.Rules.Where(r => input.Rules.Any(i => i.Id == r.Id)).ToList();
        foreach (var rule in set.Where(r => r.DeleteMarkerReplication.Status.Value == "Enabled" && TagsOf(r).Count > 0))
            plan.Obstacle($"Rule {rule.Id} chooses objects by tags, and S3 replicates no delete markers with such a rule.");
        if (input.Rules.Any(r => r.Enabled)) plan.Warn("Copies and the transfer between regions are billed.");
        if (set.Any(r => r.Status == ReplicationRuleStatus.Enabled && !CopiesKms(r)))
            plan.Warn("Objects encrypted with KMS are copied only by rules with kmsKey, whose role may use both keys.");
        return plan.Unknown(unknown.Notes).NoUndo("What was set before is told by this plan, and can be set again.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 only replaces all rules at once, so what stays is sent again.
        var next = Merge(s3, await BucketParts.ReplicationAsync(s3, input.Bucket, ct), input);
        if (next.Rules.Count == 0) await s3.DeleteBucketReplicationAsync(new() { BucketName = input.Bucket }, ct);
        else await s3.PutBucketReplicationAsync(new() { BucketName = input.Bucket, Configuration = next }, ct);
        context.Done($"set {next.Rules.Count} replication rule(s) of {input.Bucket}");
        return new(input.Bucket, [.. next.Rules.Select(Describe)]);
    }

    /// <summary><c>all (disabled, prefix logs/): to arn:aws:s3:::copy as GLACIER, delete markers too</c></summary>
    internal static string Describe(ReplicationRule rule)
    {
#pragma warning disable CS0618 // Rules of the first version of the API have their prefix here.
        var prefix = rule.Filter?.Prefix ?? rule.Filter?.And?.Prefix ?? rule.Prefix;
#pragma warning restore CS0618
        string[] scope =
        [
            .. rule.Status?.Value == "Disabled" ? ["disabled"] : Array.Empty<string>(),
            string.IsNullOrEmpty(prefix) ? "all keys" : $"prefix {prefix}",
            .. TagsOf(rule).Select(t => $"tag {t.Key}={t.Value}"),
        ];
        return $"{rule.Id} ({string.Join(", ", scope)}): to {rule.Destination?.BucketArn}"
            + (rule.Destination?.StorageClass?.Value is { Length: > 0 } storage ? $" as {storage}" : "")
            + (rule.Destination?.EncryptionConfiguration?.ReplicaKmsKeyID is { Length: > 0 } key ? $" with key {key}" : "")
            + (rule.Destination?.AccessControlTranslation is null ? "" : $", owned by {rule.Destination.AccountId}")
            + (rule.DeleteMarkerReplication?.Status?.Value == "Enabled" ? ", delete markers too" : "")
            + (CopiesKms(rule) ? ", KMS-encrypted too" : "")
            + (rule.Destination?.ReplicationTime?.Status?.Value == "Enabled" ? ", within 15 minutes" : "");
    }

    private static bool CopiesKms(ReplicationRule rule) =>
        rule.SourceSelectionCriteria?.SseKmsEncryptedObjects?.SseKmsEncryptedObjectsStatus?.Value == "Enabled";

    private static List<Tag> TagsOf(ReplicationRule rule) =>
        rule.Filter?.And?.Tags ?? (rule.Filter?.Tag is { } tag ? [tag] : []);

    private static readonly NamedParts<ReplicationRule> Parts = new("replication rule", r => r.Id, Describe);

    private static ReplicationConfiguration Merge(IAmazonS3 s3, ReplicationConfiguration? now, Input input)
    {
        var rules = now?.Rules ?? [];
        if (input.Rules.Count + input.RemoveIds.Count == 0 && input.RoleArn is null) throw ToolException.NothingToChange();
        var partition = s3.Config?.RegionEndpoint?.PartitionName ?? "aws";
        var priority = rules.Select(r => r.Priority ?? 0).DefaultIfEmpty(0).Max();
        var next = Parts.Merge(input.Bucket, rules,
            [.. input.Rules.Select(r => ToRule(r, rules.FirstOrDefault(n => n.Id == r.Id), () => ++priority, partition))],
            input.RemoveIds);
        return new()
        {
            Role = input.RoleArn ?? now?.Role ?? throw ToolException.InvalidInput("The first rule needs roleArn.",
                "It is a role that s3.amazonaws.com may take and that may read here and replicate there."),
            Rules = next,
        };
    }

    // A rule is replaced as a whole, so what no argument sets stays as it is.
    private static ReplicationRule ToRule(Rule rule, ReplicationRule? now, Func<int> newPriority, string partition)
    {
        var (arn, tags) = ($"arn:{partition}:s3:::{rule.TargetBucket}", now is null ? [] : TagsOf(now));
        var (prefix, there) = (rule.Prefix ?? "", now?.Destination?.BucketArn == arn ? now.Destination : null);
        return new()
        {
            Id = rule.Id,
            Priority = now?.Priority ?? newPriority(),
            Status = rule.Enabled ? ReplicationRuleStatus.Enabled : ReplicationRuleStatus.Disabled,
            Filter = tags.Count == 0 ? new() { Prefix = prefix }
                : tags.Count == 1 && prefix.Length == 0 ? new() { Tag = tags[0] }
                : new() { And = new() { Prefix = prefix, Tags = [.. tags] } },
            DeleteMarkerReplication = new()
            {
                Status = rule.DeleteMarkers ? DeleteMarkerReplicationStatus.Enabled : DeleteMarkerReplicationStatus.Disabled,
            },
            ExistingObjectReplication = now?.ExistingObjectReplication,
            SourceSelectionCriteria = Selection(rule, now?.SourceSelectionCriteria, there),
            Destination = new()
            {
                BucketArn = arn,
                StorageClass = rule.StorageClass,
                EncryptionConfiguration = rule.KmsKey is { } key ? new() { ReplicaKmsKeyID = key } : there?.EncryptionConfiguration,
                // The account and its ownership are those of the target bucket.
                AccountId = there?.AccountId,
                AccessControlTranslation = there?.AccessControlTranslation,
                ReplicationTime = now?.Destination?.ReplicationTime,
                Metrics = now?.Destination?.Metrics,
            },
        };
    }

    // KMS-encrypted objects can be chosen only where there is a key for their copies.
    private static SourceSelectionCriteria? Selection(Rule rule, SourceSelectionCriteria? now, ReplicationDestination? there)
    {
        var kms = rule.KmsKey is not null
            ? new SseKmsEncryptedObjects { SseKmsEncryptedObjectsStatus = SseKmsEncryptedObjectsStatus.Enabled }
            : there?.EncryptionConfiguration is null ? null : now?.SseKmsEncryptedObjects;
        return kms is null && now?.ReplicaModifications is null ? null
            : new() { SseKmsEncryptedObjects = kms, ReplicaModifications = now?.ReplicaModifications };
    }
}
