using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_logging (GetBucketLogging, PutBucketLogging).</summary>
public static class SetLogging
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_logging", "Turns server access logs of a bucket on or off.", PlanAsync, RunAsync,
        iam: ["s3:GetBucketLogging", "s3:GetBucketTagging", "s3:GetBucketLocation", "s3:GetBucketPolicy", "s3:PutBucketLogging"],
        examples: ["Log who reads bucket contracts to bucket access-logs."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("Bucket for the logs, in the same region; needed unless off."), RegularExpression(Pattern)]
        public string? TargetBucket { get; init; }

        [Description("Start of the keys of the logs, for example photos/.")]
        public string TargetPrefix { get; init; } = "";

        [Description("Log nothing.")]
        public bool Off { get; init; }
    }

    public sealed record Result(string Bucket, string? LogsTo);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var resource = BucketParts.ResourceAsync(s3, name, "access logs", unknown, ct);
        var now = await BucketParts.LoggingConfigAsync(s3, name, ct);
        var plan = new PlanBuilder(input.Off ? $"Log nothing of {name} any more." : $"Log requests to {name}.")
            .Touch(await resource).Change(name, "logs to", BucketParts.LogsTo(now), LogsTo(input));
        if (input.TargetBucket is { } target)
        {
            var (here, there) = (unknown.TryAsync("Its region", () => BucketParts.RegionAsync(s3, name, ct)),
                unknown.TryAsync("The region of the bucket for the logs", () => BucketParts.RegionAsync(s3, target, ct)));
            var policy = unknown.TryAsync("The policy of the bucket for the logs", () => BucketParts.PolicyAsync(s3, target, ct));
            if (await here is { } a && await there is { } b && a != b)
                plan.Obstacle($"{target} is in {b} and {name} in {a}: logs stay in the region.");
            // Access control lists may let the service in as well, in old buckets.
            if (await policy is not { } text || !text.Contains("logging.s3.amazonaws.com", StringComparison.Ordinal))
            {
                plan.Warn($"The policy of {target} does not name logging.s3.amazonaws.com: no logs arrive unless it, "
                    + "or an access control list, lets that service put objects.");
            }

            if (target == name) plan.Warn("The logs of a bucket in itself log their own delivery, without end.");
        }

        plan.Unknown(unknown.Notes);
        var next = ToConfig(input, now);
        var (dated, grants) = (now?.TargetObjectKeyFormat?.PartitionedPrefix is not null, now?.Grants is { Count: > 0 });
        if (dated && !input.Off) plan.Keep("the dates in the keys of the logs");
        if (grants && !input.Off) AboutGrants();
        return (BucketParts.LogsTo(now) is null ? plan.Undo("s3_set_logging", new { bucket = name, off = true })
            : dated && input.Off || grants && next.Grants is null
                ? plan.NoUndo("The present logs have a key format or grants that no tool sets.")
            : plan.Undo("s3_set_logging", new
            {
                bucket = name,
                targetBucket = now!.TargetBucketName,
                targetPrefix = now.TargetPrefix
                ?? ""
            })).Build();

        void AboutGrants()
        {
            if (next.Grants is not null) plan.Keep("the grants on the logs");
            else plan.Lose("the grants on new logs", $"they were for logs in {now!.TargetBucketName}");
        }
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        // S3 replaces the whole, so what no argument sets is sent again.
        var now = input.Off ? null : await BucketParts.LoggingConfigAsync(s3, input.Bucket, ct);
        await s3.PutBucketLoggingAsync(new PutBucketLoggingRequest { BucketName = input.Bucket, LoggingConfig = ToConfig(input, now) }, ct);
        context.Done($"set the access logs of {input.Bucket}");
        return new(input.Bucket, LogsTo(input));
    }

    // Grants are of the bucket for the logs: another one may not take any.
    private static S3BucketLoggingConfig ToConfig(Input input, S3BucketLoggingConfig? now) => input.Off ? new() : new()
    {
        TargetBucketName = input.TargetBucket,
        TargetPrefix = input.TargetPrefix,
        TargetObjectKeyFormat = now?.TargetObjectKeyFormat,
        Grants = now?.TargetBucketName == input.TargetBucket && now?.Grants is { Count: > 0 } grants ? grants : null,
    };

    private static string? LogsTo(Input input) => input.Off ? null : S3Objects.Uri(input.TargetBucket!, input.TargetPrefix);

    private static void Check(Input input)
    {
        if (input.Off == input.TargetBucket is not null) throw ToolException.InvalidInput("Either targetBucket or off is needed.");
    }
}
