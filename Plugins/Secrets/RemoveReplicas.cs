using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_remove_replicas (RemoveRegionsFromReplication).</summary>
public static class RemoveReplicas
{
    public static readonly SecretsTool Tool = SecretsTool.Destructive<Input, Result>(
        "remove_replicas", "Removes replicas of a secret at once. The secret itself stays.", PlanAsync, RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:RemoveRegionsFromReplication", "secretsmanager:DeleteSecret"],
        examples: ["Take the shop's secret out of eu-central-1."]);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("Regions."), RegularExpression(Secret.Region), MinLength(1)]
        public required IReadOnlyList<string> Regions { get; init; }
    }

    public sealed record Result(string Arn, IReadOnlyList<string> Removed);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var plan = new PlanBuilder($"Remove {input.Regions.Count} replica(s) of {secret.Name}.")
            .Touch(secret.Resource)
            .Obstacle(secret.Fixed);
        List<string?> keys = [.. (secret.Found.ReplicationStatus ?? []).Where(r => input.Regions.Contains(r.Region))
            .Select(r => r.KmsKeyId is { Length: > 0 } key ? key : null).Distinct()];
        if (keys.Count > 1) plan.NoUndo("They have keys of their own: secrets_replicate_secret makes each again, with its key.");
        else plan.Undo("secrets_replicate_secret",
            new { secretId = input.SecretId, regions = input.Regions, kmsKeyId = keys.FirstOrDefault() });
        foreach (var region in input.Regions)
        {
            var replica = (secret.Found.ReplicationStatus ?? []).FirstOrDefault(r => r.Region == region);
            plan.Delete($"replica of {secret.Name} in {region}", "whoever reads it there fails at once")
                .Obstacle(replica is null ? $"There is no replica in {region}." : null)
                .Warn(replica?.LastAccessedDate is { } at ? $"It was last read in {region} on {at:yyyy-MM-dd}." : null);
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await secrets.RemoveRegionsFromReplicationAsync(
            new() { SecretId = input.SecretId, RemoveReplicaRegions = [.. input.Regions] }, ct);
        context.Done($"removed the replicas of {input.SecretId} in {string.Join(", ", input.Regions)}");
        return new(answer.ARN, input.Regions);
    }
}
