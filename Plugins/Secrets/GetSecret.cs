using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_get_secret: all but the value (DescribeSecret, GetResourcePolicy).</summary>
public static class GetSecret
{
    public static readonly SecretsTool Tool = SecretsTool.Read<Input, Result>(
        "get_secret", "Gets a secret's versions, rotation, replicas and policy. For the value, use secrets_get_value.", RunAsync,
        iam: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
        examples: ["When was the shop's database password last rotated, and who may read it?"]);

    public sealed record Input
    {
        [Description("Name or ARN."), RegularExpression(Secret.Id), MaxLength(2048)]
        public required string SecretId { get; init; }
    }

    /// <param name="LastReadAt">To the day; null when it was never read.</param>
    /// <param name="Owner">The AWS service that manages it.</param>
    /// <param name="DeletedAt">AWS's DeletedDate, when it is scheduled for deletion.</param>
    /// <param name="ReplicaOf">The region of the secret that it is a replica of.</param>
    /// <param name="Policy">Its resource policy; identity policies can allow more.</param>
    public sealed record Result(
        string Name, string Arn, string? Description, string KmsKey, DateTime? CreatedAt, DateTime? ChangedAt, DateTime? LastReadAt,
        string? Owner, DateTime? DeletedAt, string? ReplicaOf, RotationState Rotation, IReadOnlyList<Version> Versions,
        IReadOnlyList<Replica> Replicas, JsonElement? Policy, IReadOnlyDictionary<string, string> Tags, string? Note);

    /// <param name="Schedule">As AWS has it: every so many days, or an expression.</param>
    public sealed record RotationState(bool Enabled, string? LambdaArn, string? Schedule, DateTime? LastAt, DateTime? NextAt);

    /// <param name="Stages">AWSCURRENT is what is read; AWSPREVIOUS was before it; AWSPENDING is a rotation that has not ended.</param>
    public sealed record Version(string Id, IReadOnlyList<string> Stages);

    public sealed record Replica(string Region, string? Status, string? Reason, string KmsKey, DateTime? LastReadAt);

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var unknowns = new Unknowns(context.Target);
        var finding = Secret.FindAsync(secrets, input.SecretId, ct);
        var reading = unknowns.TryAsync("The resource policy",
            () => secrets.GetResourcePolicyAsync(new() { SecretId = input.SecretId }, ct));
        var secret = await finding;
        var s = secret.Found;
        string? policy;
        try
        {
            policy = (await reading)?.ResourcePolicy;
        }
        catch (Amazon.SecretsManager.Model.InvalidRequestException) when (s.DeletedDate is not null)
        {
            // AWS tells none of a secret that is scheduled for deletion.
            policy = null;
        }

        string[] notes =
        [
            .. unknowns.Notes,
            .. secret.PendingVersion is { } pending
                ? [$"A rotation has not ended, or has failed: {pending} is pending."] : Array.Empty<string>(),
            .. s.DeletedDate is not null
                ? ["It is scheduled for deletion; secrets_restore_secret brings it back."] : Array.Empty<string>(),
        ];
        return new(
            s.Name, s.ARN, s.Description, secret.KmsKey, s.CreatedDate, s.LastChangedDate, s.LastAccessedDate, s.OwningService,
            s.DeletedDate, secret.IsReplica ? s.PrimaryRegion : null,
            new(s.RotationEnabled is true, s.RotationLambdaARN is { Length: > 0 } arn ? arn : null, SetRotation.Schedule(s.RotationRules),
                s.LastRotatedDate, s.NextRotationDate),
            [.. secret.Versions.OrderBy(v => v.Value.Order(StringComparer.Ordinal).FirstOrDefault(), StringComparer.Ordinal)
                .ThenBy(v => v.Key, StringComparer.Ordinal).Select(v => new Version(v.Key, v.Value))],
            [.. (s.ReplicationStatus ?? []).OrderBy(r => r.Region, StringComparer.Ordinal).Select(r => new Replica(
                r.Region, r.Status?.Value, r.Status == StatusType.InSync ? null : r.StatusMessage, Secret.KeyName(r.KmsKeyId),
                r.LastAccessedDate))],
            string.IsNullOrEmpty(policy) ? null : JsonElement.Parse(policy), secret.Tags,
            notes.Length == 0 ? null : string.Join(" ", notes));
    }
}
