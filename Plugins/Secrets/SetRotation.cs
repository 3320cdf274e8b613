using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_set_rotation (RotateSecret with its settings, CancelRotateSecret).</summary>
public static class SetRotation
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "set_rotation", "Turns the rotation of a secret on or off, and sets its function and schedule.", PlanAsync, RunAsync,
        iam:
        [
            "secretsmanager:DescribeSecret", "secretsmanager:RotateSecret", "secretsmanager:CancelRotateSecret", "lambda:InvokeFunction",
        ],
        examples: ["Rotate the shop's password every 30 days."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }

        [Description("On or off.")]
        public required bool Enabled { get; init; }

        [Description("Function that rotates; the present one stays if left out."), MaxLength(2048)]
        public string? LambdaArn { get; init; }

        [Description("rate(30 days) or cron(0 8 1 * ? *), in UTC; the present one stays if left out."),
            RegularExpression(@"(rate|cron)\([0-9A-Za-z#?*\-/, ]+\)"), MaxLength(256)]
        public string? Schedule { get; init; }

        [Description("Also rotate at once.")]
        public bool RotateNow { get; init; }
    }

    public sealed record Result(string Name, bool Enabled, string? VersionId);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        if (!input.Enabled && (input.LambdaArn is not null || input.Schedule is not null || input.RotateNow))
            throw ToolException.InvalidInput("A rotation that is off has no settings.", "Pass enabled: true, or enabled alone.");
        var secret = await Secret.FindAsync(secrets, input.SecretId, ct);
        var s = secret.Found;
        var (function, schedule) = (s.RotationLambdaARN is { Length: > 0 } f ? f : null, Schedule(s.RotationRules));
        var plan = new PlanBuilder($"Turn the rotation of {secret.Name} {PlanBuilder.Text(input.Enabled)}.")
            .Touch(secret.Resource)
            .Change(secret.Name, "rotation", s.RotationEnabled is true, input.Enabled)
            .Obstacle(secret.Fixed);
        if (!input.Enabled)
        {
            plan.Warn(secret.PendingVersion is { } pending
                ? $"Version {pending} is pending: a rotation that is cut off may leave the service and the secret with different values."
                : null);
        }
        else
        {
            if (input.LambdaArn is not null) plan.Change(secret.Name, "rotation function", function, input.LambdaArn);
            if (input.Schedule is not null) plan.Change(secret.Name, "rotation schedule", schedule, input.Schedule);
            if (s.RotationRules?.Duration is { Length: > 0 } window) plan.Keep($"the rotation window of {window}");
            plan.Obstacle((input.LambdaArn ?? function ?? s.OwningService) is null ? "A rotation needs a function: pass lambdaArn." : null)
                .Obstacle((input.Schedule ?? schedule) is null ? "A rotation needs a schedule: pass schedule." : null)
                .Warn(input.RotateNow ? "It rotates at once: whoever keeps the present value must read it again."
                    : "AWS only tries the function now, without a new value.");
        }

        return (s.RotationEnabled is true
            ? plan.Undo("secrets_set_rotation", new { secretId = input.SecretId, enabled = true, lambdaArn = function, schedule })
            : plan.Undo("secrets_set_rotation", new { secretId = input.SecretId, enabled = false })).Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        if (!input.Enabled)
        {
            var off = await secrets.CancelRotateSecretAsync(new() { SecretId = input.SecretId }, ct);
            context.Done($"turned the rotation of {off.Name} off");
            return new(off.Name, false, off.VersionId is { Length: > 0 } cut ? cut : null);
        }

        // AWS replaces schedule and window together.
        var window = input.Schedule is null ? null
            : (await Secret.FindAsync(secrets, input.SecretId, ct)).Found.RotationRules?.Duration is { Length: > 0 } kept ? kept : null;
        var on = await secrets.RotateSecretAsync(new()
        {
            SecretId = input.SecretId,
            RotationLambdaARN = input.LambdaArn,
            RotationRules = input.Schedule is null ? null : new() { ScheduleExpression = input.Schedule, Duration = window },
            RotateImmediately = input.RotateNow,
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"turned the rotation of {on.Name} on");
        return new(on.Name, true, input.RotateNow ? on.VersionId : null);
    }

    /// <summary>As an expression, in whichever of its two ways AWS has it.</summary>
    internal static string? Schedule(RotationRulesType? rules) =>
        rules?.ScheduleExpression is { Length: > 0 } expression ? expression
        : rules?.AutomaticallyAfterDays is > 0 and var days ? string.Create(CultureInfo.InvariantCulture, $"rate({days} days)") : null;
}
