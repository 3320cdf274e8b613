using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>
/// s3_set_lifecycle (GetBucketLifecycleConfiguration, PutBucketLifecycleConfiguration; DeleteBucketLifecycle when no rule is left).
/// </summary>
public static class SetLifecycle
{
    public static readonly S3Tool Tool = S3Tool.Destructive<Input, Result>(
        "set_lifecycle",
        "Adds, replaces and removes lifecycle rules of a bucket; other rules stay. For the present ones, use s3_get_bucket.",
        PlanAsync, RunAsync,
        iam: ["s3:GetLifecycleConfiguration", "s3:GetBucketTagging", "s3:PutLifecycleConfiguration"],
        examples: ["Delete logs after 90 days and move them to Glacier after 30."],
        idempotent: true);

    public sealed record Rule
    {
        [Description("Id; replaces the rule that has it."), MinLength(1), MaxLength(255)]
        public required string Id { get; init; }

        [Description("Start of the keys; all keys when left out.")]
        public string? Prefix { get; init; }

        [Description("Delete objects after days."), Range(1, int.MaxValue)]
        public int? ExpireDays { get; init; }

        [Description("Move objects after days."), Range(0, int.MaxValue)]
        public int? TransitionDays { get; init; }

        [Description("Class to move to."),
            AllowedValues("STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")]
        public string? TransitionClass { get; init; }

        [Description("Delete old versions after days."), Range(1, int.MaxValue)]
        public int? NoncurrentExpireDays { get; init; }

        [Description("Abort unfinished uploads after days."), Range(1, int.MaxValue)]
        public int? AbortMultipartDays { get; init; }

        [Description("False keeps the rule but does not apply it.")]
        public bool Enabled { get; init; } = true;
    }

    public sealed record Input : BucketInput
    {
        [Description("Rules to add or replace.")]
        public IReadOnlyList<Rule> Rules { get; init; } = [];

        [Description("Ids of rules to remove.")]
        public IReadOnlyList<string> RemoveIds { get; init; } = [];
    }

    public sealed record Result(string Bucket, IReadOnlyList<string> Rules);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var now = await BucketParts.LifecycleAsync(s3, name, ct);
        var next = Merge(now, input);
        var plan = new PlanBuilder($"Change lifecycle rules of {name}: {input.Rules.Count} set, {input.RemoveIds.Count} removed.")
            .Touch(await BucketParts.ResourceAsync(s3, name, now.Count == 0 ? "no lifecycle rules"
                : string.Join(" | ", now.Select(Lifecycles.Describe)), unknown, ct))
            .Unknown(unknown.Notes);
        Parts.Compare(plan, name, now, next);
        foreach (var rule in input.Rules.Where(r => r.Enabled))
        {
            var keys = string.IsNullOrEmpty(rule.Prefix) ? "all keys" : rule.Prefix;
            if (rule.ExpireDays is { } days) plan.Lose($"objects under {keys} that are {days} days old", Soon);
            if (rule.NoncurrentExpireDays is { } old) plan.Lose($"versions under {keys} that were replaced {old} days ago", Soon);
        }

        return plan.NoUndo("What a rule has deleted or moved stays so; the rules themselves can be set again.").Build();
    }

    private static readonly NamedParts<LifecycleRule> Parts = new("lifecycle rule", r => r.Id, Lifecycles.Describe);

    private const string Soon = "those that are older already go within a day or two";

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        // S3 only replaces all rules at once, so what stays is sent again, with the smallest size that moves.
        var old = await BucketParts.LifecycleConfigurationAsync(s3, input.Bucket, ct);
        var rules = Merge(old?.Configuration?.Rules ?? [], input);
        if (rules.Count == 0)
        {
            await s3.DeleteLifecycleConfigurationAsync(new DeleteLifecycleConfigurationRequest { BucketName = input.Bucket }, ct);
        }
        else
        {
            await s3.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest
            {
                BucketName = input.Bucket,
                Configuration = new() { Rules = rules },
                TransitionDefaultMinimumObjectSize = old?.TransitionDefaultMinimumObjectSize,
            }, ct);
        }

        context.Done($"set {rules.Count} lifecycle rule(s) of {input.Bucket}");
        return new(input.Bucket, [.. rules.Select(Lifecycles.Describe)]);
    }

    private static List<LifecycleRule> Merge(IReadOnlyList<LifecycleRule> now, Input input)
    {
        if (input.Rules.Count + input.RemoveIds.Count == 0) throw ToolException.NothingToChange();
        return Parts.Merge(input.Bucket, [.. now.Select(Filtered)], [.. input.Rules.Select(ToRule)], input.RemoveIds);
    }

    // S3 takes no rule with a filter beside one of the first version of the API, which has its prefix elsewhere and means the same.
    private static LifecycleRule Filtered(LifecycleRule rule)
    {
        if (rule.Filter is not null) return rule;
#pragma warning disable CS0618 // Where the first version of the API has it.
        (rule.Filter, rule.Prefix) = (new() { Prefix = rule.Prefix ?? "" }, null);
#pragma warning restore CS0618
        return rule;
    }

    private static LifecycleRule ToRule(Rule rule)
    {
        if (rule.TransitionDays is null != rule.TransitionClass is null)
            throw ToolException.InvalidInput($"Rule {rule.Id} has only one of transitionDays and transitionClass.", "Give both or none.");
        if ((rule.ExpireDays ?? rule.TransitionDays ?? rule.NoncurrentExpireDays ?? rule.AbortMultipartDays) is null)
            throw ToolException.InvalidInput($"Rule {rule.Id} does nothing.",
                "Give it expireDays, transitionDays, noncurrentExpireDays or abortMultipartDays.");
        if (rule.TransitionClass is "STANDARD_IA" or "ONEZONE_IA" && rule.TransitionDays < 30)
            throw ToolException.InvalidInput(
                $"Rule {rule.Id} moves to {rule.TransitionClass} after {rule.TransitionDays} days; S3 takes 30 at least.",
                "Pass transitionDays of 30 or more, or another transitionClass.");
        if (rule.ExpireDays <= rule.TransitionDays)
            throw ToolException.InvalidInput($"Rule {rule.Id} deletes objects before it moves them.",
                "S3 takes it only with more expireDays than transitionDays.");
        return new()
        {
            Id = rule.Id,
            Status = rule.Enabled ? LifecycleRuleStatus.Enabled : LifecycleRuleStatus.Disabled,
            Filter = new() { Prefix = rule.Prefix ?? "" },
            Expiration = rule.ExpireDays is { } days ? new() { Days = days } : null,
            Transitions = rule.TransitionDays is { } after ? [new() { Days = after, StorageClass = rule.TransitionClass }] : null,
            NoncurrentVersionExpiration = rule.NoncurrentExpireDays is { } old ? new() { NoncurrentDays = old } : null,
            AbortIncompleteMultipartUpload = rule.AbortMultipartDays is { } abort ? new() { DaysAfterInitiation = abort } : null,
        };
    }
}
