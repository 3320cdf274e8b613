using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>
/// secrets_delete_secret (DeleteSecret), always with a recovery window: AWS gives back nothing that is deleted without one.
/// </summary>
public static class DeleteSecret
{
    public static readonly SecretsTool Tool = SecretsTool.Destructive<Input, Result>(
        "delete_secret", "Deletes a secret after 7 to 30 days; it cannot be read from now on.", PlanAsync, RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:DeleteSecret"],
        examples: ["Delete the secret of the old shop.", "Does anybody still read shop/old, and what would deleting it lose?"]);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("Days in which secrets_restore_secret brings it back."), Range(7, 30)]
        public int RecoveryDays { get; init; } = 30;
    }

    public sealed record Result(string Name, string Arn, DateTime? GoneAt);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var s = secret.Found;
        var replicas = (secret.Found.ReplicationStatus ?? []).Select(r => r.Region).Order(StringComparer.Ordinal).ToList();
        var gone = context.Time.GetUtcNow().UtcDateTime.AddDays(input.RecoveryDays);
        var plan = new PlanBuilder($"Delete the secret {secret.Name} for good in {input.RecoveryDays} days.")
            .Touch(secret.Resource)
            .Delete($"secret {secret.Name}", "whoever reads it fails from now on")
            .Lose($"the value and its {secret.Versions.Count} version(s)")
            .Warn($"It is gone for good from {gone:yyyy-MM-dd} on; AWS may take some hours more. Its name is taken until then.")
            .Warn(s.LastAccessedDate is { } at ? $"It was last read on {at:yyyy-MM-dd}." : "AWS knows of nobody who has read it.")
            .Warn(s.OwningService is { Length: > 0 } owner ? $"The service {owner} manages it, and may fail without it." : null)
            .Obstacle(s.DeletedDate is not null ? $"{secret.Name} is scheduled for deletion already." : null)
            .Obstacle(replicas.Count == 0 ? null
                : $"It has replicas in {string.Join(", ", replicas)}; secrets_remove_replicas removes them first.")
            .Obstacle(secret.IsReplica
                ? $"This is a replica of the secret in {s.PrimaryRegion}: secrets_remove_replicas with that region removes it." : null);
        if (s.RotationEnabled is true) plan.Lose($"its rotation ({SetRotation.Schedule(s.RotationRules) ?? "managed by AWS"})");
        return plan.Undo("secrets_restore_secret", new { secretId = input.SecretId }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var gone = await secrets.DeleteSecretAsync(new() { SecretId = input.SecretId, RecoveryWindowInDays = input.RecoveryDays }, ct);
        context.Done($"scheduled the deletion of {gone.Name}");
        return new(gone.Name, gone.ARN, gone.DeletionDate);
    }
}
