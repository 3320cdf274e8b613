using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_rotate_secret (RotateSecret).</summary>
public static class RotateSecret
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "rotate_secret", "Has a secret's rotation make a new value now. To turn rotation on or off, use secrets_set_rotation.", PlanAsync,
        RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:RotateSecret", "lambda:InvokeFunction"],
        examples: ["Rotate the password of the orders database."]).With(deadline: TimeSpan.FromMinutes(12));

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("Until the new value is current, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Name, string VersionId, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var by = secret.Found.RotationLambdaARN is { Length: > 0 } function ? function : secret.Found.OwningService;
        var plan = new PlanBuilder($"Rotate the secret {secret.Name} now.")
            .Touch(secret.Resource)
            .Change(secret.Name, "value", secret.CurrentVersion is { } now ? $"version {now}" : null,
                $"a new one, which {by ?? "AWS"} makes", "whoever keeps the present one must read it again")
            .Obstacle(secret.Fixed)
            .Obstacle(secret.Found.RotationEnabled is true || by is not null ? null
                : $"Nothing rotates {secret.Name}: secrets_set_rotation gives it a function, secrets_put_value a new value.")
            .Warn(secret.PendingVersion is { } pending
                ? $"A rotation has not ended, or has failed: version {pending} is pending. AWS tries that one again." : null)
            .NoUndo("The service that the secret belongs to takes the new value only.");
        if (secret.Found.RotationEnabled is not true && by is not null)
        {
            plan.Change(secret.Name, "rotation", false, true,
                "AWS turns the schedule on again with it; secrets_set_rotation turns it off");
        }

        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var begun = await secrets.RotateSecretAsync(
            new() { SecretId = input.SecretId, ClientRequestToken = Guid.NewGuid().ToString() }, ct);
        context.Done($"began to rotate {begun.Name}", created: begun.VersionId);
        if (!input.Wait) return new(begun.Name, begun.VersionId, "rotating");
        var seen = await Waiting.UntilAsync(
            t => Secret.FindAsync(secrets, input.SecretId, t),
            s => s.CurrentVersion == begun.VersionId ? Wait.Done : Wait.NotYet($"{begun.Name} is rotating"), context, Longest,
            cancellation: ct);
        return new(begun.Name, begun.VersionId, seen.CurrentVersion == begun.VersionId ? "rotated" : "rotating");
    }
}
