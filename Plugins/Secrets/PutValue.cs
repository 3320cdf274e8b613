using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_put_value (GetRandomPassword, PutSecretValue).</summary>
public static class PutValue
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "put_value",
        "Gives a secret a new value that AWS makes and nobody is shown. Where a function rotates it, use secrets_rotate_secret.",
        PlanAsync, RunAsync,
        iam:
        [
            "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword", "secretsmanager:PutSecretValue",
            "kms:GenerateDataKey>secretsmanager.amazonaws.com", "kms:Decrypt>secretsmanager.amazonaws.com",
        ],
        examples: ["Give shop/api-key a new random value."])
        .With(help: "'infra put secrets ID --value' asks for the value without showing it, '--value @file' reads it from a file.");

    public sealed record Input : ValueInput
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }
    }

    public sealed record Result(string Name, string VersionId, IReadOnlyList<string> Stages);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var plan = new PlanBuilder($"Give the secret {secret.Name} a new value.")
            .Touch(secret.Resource)
            .Change(secret.Name, "value", secret.CurrentVersion is { } now ? $"version {now}" : null, input.Describe(), "the whole of it: "
                + "fields that are not named again are gone; who reads it gets the new one at once")
            .Obstacle(secret.Fixed)
            .Warn(secret.Found.RotationEnabled is true
                ? "A function rotates it: the service that it belongs to does not learn of a value that is put here." : null)
            .Warn(secret.Found.OwningService is { Length: > 0 } owner ? $"The service {owner} manages it." : null);
        return (secret.CurrentVersion is { } before
            ? plan.Undo("secrets_set_current", new { secretId = input.SecretId, versionId = before })
            : plan.NoUndo("It had no value.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var put = await secrets.PutSecretValueAsync(new()
        {
            SecretId = input.SecretId,
            SecretString = await input.MakeAsync(secrets, context, ct),
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"put version {put.VersionId} of {put.Name}", created: put.VersionId);
        return new(put.Name, put.VersionId, put.VersionStages ?? []);
    }
}
