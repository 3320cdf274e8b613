using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_replicate_secret (ReplicateSecretToRegions).</summary>
public static class ReplicateSecret
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "replicate_secret", "Copies a secret to other regions and keeps it the same there. secrets_get_secret tells when it is done.",
        PlanAsync, RunAsync,
        iam:
        [
            "secretsmanager:DescribeSecret", "secretsmanager:ReplicateSecretToRegions", "secretsmanager:CreateSecret",
            "secretsmanager:TagResource", "kms:GenerateDataKey>secretsmanager.amazonaws.com", "kms:Decrypt>secretsmanager.amazonaws.com",
        ],
        examples: ["Have the shop's secret in eu-central-1 too."]);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("Regions."), RegularExpression(Secret.Region), MinLength(1)]
        public required IReadOnlyList<string> Regions { get; init; }

        [Description("KMS key there; default AWS's."), MaxLength(2048)]
        public string? KmsKeyId { get; init; }
    }

    public sealed record Result(string Arn, IReadOnlyList<string> Replicas);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var plan = new PlanBuilder($"Replicate {secret.Name} to {input.Regions.Count} region(s).")
            .Touch(secret.Resource)
            .Obstacle(secret.Fixed)
            .Warn("Each replica costs as a secret of its own. A secret of the same name there makes it fail.")
            .Undo("secrets_remove_replicas", new { secretId = input.SecretId, regions = input.Regions });
        foreach (var region in input.Regions)
        {
            plan.Create($"replica of {secret.Name} in {region}", $"key {Secret.KeyName(input.KmsKeyId)}")
                .Obstacle(Refusal(secret, region))
                .Obstacle(input.KmsKeyId?.Split(':') is ["arn", _, _, var there, ..] && there != region
                    ? $"The key {input.KmsKeyId} is in {there}: replicate to {region} in a call of its own, with a key there." : null);
        }

        return plan.Build();
    }

    private static string? Refusal(Secret secret, string region) =>
        region == secret.HomeRegion ? $"{secret.Name} itself is in {region}."
        : (secret.Found.ReplicationStatus ?? []).FirstOrDefault(r => r.Region == region) is not { } replica ? null
        : replica.Status == StatusType.Failed
            ? $"The replica in {region} has failed ({replica.StatusMessage}): take it away with secrets_remove_replicas first."
        : $"There is a replica in {region}.";

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await secrets.ReplicateSecretToRegionsAsync(new()
        {
            SecretId = input.SecretId,
            AddReplicaRegions = [.. input.Regions.Select(r => new ReplicaRegionType { Region = r, KmsKeyId = input.KmsKeyId })],
        }, ct);
        context.Done($"began to replicate {input.SecretId} to {string.Join(", ", input.Regions)}");
        return new(answer.ARN, [.. (answer.ReplicationStatus ?? []).OrderBy(r => r.Region, StringComparer.Ordinal)
            .Select(r => r.Status == StatusType.Failed ? $"{r.Region}: {r.Status}, {r.StatusMessage}" : $"{r.Region}: {r.Status}")]);
    }
}
