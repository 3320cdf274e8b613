using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_restore_secret (RestoreSecret).</summary>
public static class RestoreSecret
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "restore_secret", "Brings back a secret that is scheduled for deletion.", PlanAsync, RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:RestoreSecret"],
        examples: ["We still need shop/db: undo its deletion."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }
    }

    public sealed record Result(string Name, string Arn);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        return new PlanBuilder($"Bring back the secret {secret.Name}.")
            .Touch(secret.Resource)
            .Change(secret.Name, "scheduled for deletion", secret.Found.DeletedDate is not null, false, "it can be read again at once")
            .Undo("secrets_delete_secret", new { secretId = input.SecretId })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var back = await secrets.RestoreSecretAsync(new() { SecretId = input.SecretId }, ct);
        context.Done($"brought back the secret {back.Name}");
        return new(back.Name, back.ARN);
    }
}
