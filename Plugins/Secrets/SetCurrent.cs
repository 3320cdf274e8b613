using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_set_current (UpdateSecretVersionStage): nobody sees the value that comes back.</summary>
public static class SetCurrent
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "set_current", "Makes an older version of a secret the current one again.", PlanAsync, RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:UpdateSecretVersionStage"],
        examples: ["Put back the value that shop/api-key had before."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("From secrets_get_secret; the previous one when left out."), StringLength(64, MinimumLength = 32)]
        public string? VersionId { get; init; }
    }

    public sealed record Result(string Name, string VersionId, IReadOnlyList<string> Stages);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var version = Wanted(secret, input);
        return new PlanBuilder($"Make version {version} of {secret.Name} the current one.")
            .Touch(secret.Resource)
            .Change(secret.Name, "current version", secret.CurrentVersion, version, "who reads it gets that value at once")
            .Obstacle(secret.Fixed)
            .Warn(secret.Found.RotationEnabled is true
                ? "A function rotates it: the service that it belongs to keeps the newer value." : null)
            .Undo("secrets_set_current", new { secretId = input.SecretId, versionId = secret.CurrentVersion })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var version = Wanted(secret, input);
        if (version != secret.CurrentVersion)
        {
            await secrets.UpdateSecretVersionStageAsync(new()
            {
                SecretId = input.SecretId,
                VersionStage = Secret.Current,
                MoveToVersionId = version,
                RemoveFromVersionId = secret.CurrentVersion,
            }, ct);
            context.Done($"made version {version} of {secret.Name} the current one");
        }

        return new(secret.Name, version, [Secret.Current]);
    }

    private static string Wanted(Secret secret, Input input)
    {
        var version = input.VersionId ?? secret.PreviousVersion
            ?? throw ToolException.Conflict($"{secret.Name} has no previous version.", "secrets_get_secret shows its versions.");
        return secret.Versions.ContainsKey(version) ? version
            : throw ToolException.NotFound($"The version {version} of {secret.Name}", "secrets_get_secret shows its versions.");
    }
}
