using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

/// <summary>s3_set_encryption: how new objects are encrypted (PutBucketEncryption).</summary>
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

        [Description("Id, ARN or alias.")]
        public string? KmsKeyId { get; init; }

        [Description("Bucket key: fewer KMS calls.")]
        public bool BucketKey { get; init; } = true;
    }

    public sealed record Result(string Bucket, string Encryption);

    public static async Task<ToolPlan> PlanAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var (now, next) = (BucketParts.Describe(await BucketParts.EncryptionAsync(s3, input.Bucket, ct)), BucketParts.Describe(Rule(input)));
        return new($"Set the default encryption of {input.Bucket} to {next}.",
        [
            $"{now} -> {next}",
            "Present objects stay as they are.",
            .. input.KmsKeyId is null ? Array.Empty<string>() : ["Who reads or writes new objects needs permission for the key as well."],
        ])
        {
            Resources = [await BucketParts.ResourceAsync(s3, input.Bucket, $"encryption {now}", ct)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonS3 s3, Input input, CancellationToken ct)
    {
        var rule = Rule(input);
        await s3.PutBucketEncryptionAsync(new() { BucketName = input.Bucket, ServerSideEncryptionConfiguration = new() { ServerSideEncryptionRules = [rule] } }, ct);
        return new(input.Bucket, BucketParts.Describe(rule));
    }

    internal static ServerSideEncryptionRule Rule(string algorithm, string? kmsKeyId, bool bucketKey) => new()
    {
        ServerSideEncryptionByDefault = new() { ServerSideEncryptionAlgorithm = algorithm, ServerSideEncryptionKeyManagementServiceKeyId = kmsKeyId },
        // Bucket keys exist for aws:kms alone.
        BucketKeyEnabled = algorithm is "aws:kms" ? bucketKey : null,
    };

    private static ServerSideEncryptionRule Rule(Input input) => input is { Algorithm: "AES256", KmsKeyId: not null }
        ? throw new ToolException(ToolErrorCode.InvalidInput, "AES256 takes no KMS key.", "Pass algorithm aws:kms, or no kmsKeyId.")
        : Rule(input.Algorithm, input.KmsKeyId, input.BucketKey);
}
