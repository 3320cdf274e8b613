using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;
using Infra.Aws;

namespace Infra.Plugins.S3;

/// <summary>s3_set_encryption: how new objects are encrypted (GetBucketEncryption, PutBucketEncryption).</summary>
public static class SetEncryption
{
    public static readonly S3Tool Tool = S3Tool.Write<Input, Result>(
        "set_encryption", "Sets how a bucket encrypts new objects; present ones stay as they are.", PlanAsync, RunAsync,
        iam: ["s3:GetEncryptionConfiguration", "s3:GetBucketTagging", "s3:PutEncryptionConfiguration"],
        examples: ["Encrypt bucket payroll with our KMS key alias/payroll."],
        idempotent: true);

    public sealed record Input : BucketInput
    {
        [Description("AES256 uses S3's own keys."), AllowedValues("AES256", "aws:kms", "aws:kms:dsse")]
        public required string Algorithm { get; init; }

        [Description("KMS key id, ARN or alias; AWS's key for S3 when left out.")]
        public string? KmsKeyId { get; init; }

        [Description("Bucket key: fewer KMS calls.")]
        public bool BucketKey { get; init; } = true;
    }

    public sealed record Result(string Bucket, string Encryption);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var (name, unknown) = (input.Bucket, new Unknowns(context.Target));
        var old = await BucketParts.EncryptionAsync(s3, name, ct);
        var (now, next) = (BucketParts.Describe(old), BucketParts.Describe(Rule(input, old)));
        var plan = new PlanBuilder($"Set the default encryption of {name} to {next}.")
            .Touch(await BucketParts.ResourceAsync(s3, name, $"encryption {now}", unknown, ct))
            .Change(name, "default encryption", now, next, "present objects stay as they are")
            .Unknown(unknown.Notes);
        if (input.KmsKeyId is not null) plan.Warn(
            "Who reads or writes new objects needs permission for the key as well; S3 does not check that the key exists.");
        var sse = old?.ServerSideEncryptionByDefault;
        var arguments = new Dictionary<string, object>
        {
            ["bucket"] = name,
            ["algorithm"] = sse?.ServerSideEncryptionAlgorithm?.Value ?? "AES256",
            ["bucketKey"] = old?.BucketKeyEnabled == true,
        };
        if (sse?.ServerSideEncryptionKeyManagementServiceKeyId is { Length: > 0 } key) arguments["kmsKeyId"] = key;
        return plan.Undo("s3_set_encryption", arguments).Build();
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, ToolContext context, CancellationToken ct)
    {
        var rule = Rule(input, await BucketParts.EncryptionAsync(s3, input.Bucket, ct));
        await s3.PutBucketEncryptionAsync(
            new() { BucketName = input.Bucket, ServerSideEncryptionConfiguration = new() { ServerSideEncryptionRules = [rule] } }, ct);
        context.Done($"set the encryption of {input.Bucket}");
        return new(input.Bucket, BucketParts.Describe(rule));
    }

    internal static ServerSideEncryptionRule Rule(string algorithm, string? kmsKeyId, bool bucketKey) => new()
    {
        ServerSideEncryptionByDefault = new()
        {
            ServerSideEncryptionAlgorithm = algorithm,
            ServerSideEncryptionKeyManagementServiceKeyId = kmsKeyId
        },
        // Bucket keys exist for aws:kms alone.
        BucketKeyEnabled = algorithm is "aws:kms" ? bucketKey : null,
    };

    // What the bucket refuses (keys that clients supply) is part of the same setting and would be lost if it were not sent again.
    private static ServerSideEncryptionRule Rule(Input input, ServerSideEncryptionRule? old)
    {
        if (input is { Algorithm: "AES256", KmsKeyId: not null })
            throw ToolException.InvalidInput("AES256 takes no KMS key.", "Pass algorithm aws:kms, or no kmsKeyId.");
        var rule = Rule(input.Algorithm, input.KmsKeyId, input.BucketKey);
        rule.BlockedEncryptionTypes = old?.BlockedEncryptionTypes;
        return rule;
    }
}
