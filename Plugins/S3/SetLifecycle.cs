using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_set_lifecycle (PutBucketLifecycleConfiguration; DeleteBucketLifecycle when there is no rule left).</summary>
public static class SetLifecycle
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_lifecycle", "Replaces all lifecycle rules of a bucket. For the present ones, use s3_get_bucket.", PlanAsync, RunAsync,
        iam: ["s3:GetLifecycleConfiguration", "s3:GetBucketTagging", "s3:PutLifecycleConfiguration"],
        examples: ["Delete logs after 90 days and move them to Glacier after 30."],
        idempotent: true);

    public sealed record Rule
    {
        [Description("Name.")]
        public string? Id { get; init; }

        [Description("Start of the keys.")]
        public string? Prefix { get; init; }

        [Description("Delete after days.")]
        public int? ExpireDays { get; init; }

        [Description("Move after days.")]
        public int? TransitionDays { get; init; }

        [Description("Transition class."), AllowedValues("STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")]
        public string? TransitionClass { get; init; }

        [Description("Delete old versions after days.")]
        public int? NoncurrentExpireDays { get; init; }

        [Description("Drop unfinished uploads after days.")]
        public int? AbortMultipartDays { get; init; }

        [Description("In force.")]
        public bool Enabled { get; init; } = true;
    }

    public sealed record Input : BucketInput
    {
        [Description("All to have; none removes them.")]
        public required IReadOnlyList<Rule> Rules { get; init; }
    }

    public sealed record Result(string Bucket, IReadOnlyList<string> Rules);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var next = ToRules(input).Select(Lifecycles.Describe).ToList();
        var now = (await BucketParts.LifecycleAsync(s3, input.Bucket, ct)).Select(Lifecycles.Describe).ToList();
        var deletes = input.Rules.Any(r => r.Enabled && (r.ExpireDays ?? r.NoncurrentExpireDays) is not null);
        return new($"Replace {now.Count} lifecycle rule(s) of {input.Bucket} by {next.Count}.",
        [
            .. now.Except(next).Select(r => $"removed: {r}"),
            .. now.Intersect(next).Select(r => $"stays: {r}"),
            .. next.Except(now).Select(r => $"new: {r}"),
            .. deletes ? ["Within a day or two S3 DELETES all objects and versions that are past these ages already."] : Array.Empty<string>(),
        ])
        {
            Resources = [await BucketParts.ResourceAsync(s3, input.Bucket, now.Count == 0 ? "no lifecycle rules" : string.Join(" | ", now), ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var rules = ToRules(input);
        if (rules.Count == 0) await s3.DeleteLifecycleConfigurationAsync(new DeleteLifecycleConfigurationRequest { BucketName = input.Bucket }, ct);
        else await s3.PutLifecycleConfigurationAsync(new PutLifecycleConfigurationRequest { BucketName = input.Bucket, Configuration = new() { Rules = rules } }, ct);
        return new(input.Bucket, [.. rules.Select(Lifecycles.Describe)]);
    }

    private static List<LifecycleRule> ToRules(Input input) => [.. input.Rules.Select((rule, i) => ToRule(rule, i + 1))];

    private static LifecycleRule ToRule(Rule rule, int number)
    {
        if (rule.TransitionDays is null != rule.TransitionClass is null)
            throw new ToolException(ToolErrorCode.InvalidInput, $"Rule {number} has only one of transitionDays and transitionClass.", "Give both or none.");
        if ((rule.ExpireDays ?? rule.TransitionDays ?? rule.NoncurrentExpireDays ?? rule.AbortMultipartDays) is null)
            throw new ToolException(ToolErrorCode.InvalidInput, $"Rule {number} does nothing.", "Give it expireDays, transitionDays, noncurrentExpireDays or abortMultipartDays.");
        return new()
        {
            Id = rule.Id ?? $"rule-{number}",
            Status = rule.Enabled ? LifecycleRuleStatus.Enabled : LifecycleRuleStatus.Disabled,
            Filter = new() { Prefix = rule.Prefix ?? "" },
            Expiration = rule.ExpireDays is { } days ? new() { Days = days } : null,
            Transitions = rule.TransitionDays is { } after ? [new() { Days = after, StorageClass = rule.TransitionClass }] : null,
            NoncurrentVersionExpiration = rule.NoncurrentExpireDays is { } old ? new() { NoncurrentDays = old } : null,
            AbortIncompleteMultipartUpload = rule.AbortMultipartDays is { } abort ? new() { DaysAfterInitiation = abort } : null,
        };
    }
}
