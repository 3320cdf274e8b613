using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>secrets_create_secret (GetRandomPassword, CreateSecret).</summary>
public static partial class CreateSecret
{
    public static readonly SecretsTool Tool = SecretsTool.Write<Input, Result>(
        "create_secret", "Creates a secret whose value AWS makes and nobody is shown. A person can give a value in a terminal instead.",
        PlanAsync, RunAsync,
        iam:
        [
            "secretsmanager:DescribeSecret", "secretsmanager:GetRandomPassword", "secretsmanager:CreateSecret",
            "secretsmanager:TagResource", "secretsmanager:ReplicateSecretToRegions", "kms:GenerateDataKey>secretsmanager.amazonaws.com",
            "kms:Decrypt>secretsmanager.amazonaws.com",
        ],
        examples: ["Make a new password for the shop's database."])
        .With(help: "'infra create secrets NAME --value' asks for the value without showing it, '--value @file' reads it from a file.");

    public sealed record Input : ValueInput
    {
        [Description("Name or path, for example shop/db."), RegularExpression(@"[A-Za-z0-9/_+=.@\-]+"), MaxLength(512)]
        public required string Name { get; init; }

        [Description("Description."), MaxLength(2048)]
        public string? Description { get; init; }

        [Description("KMS key id, ARN or alias; default AWS's."), MaxLength(2048)]
        public string? KmsKeyId { get; init; }

        [Description("Regions to copy it to."), RegularExpression(Secret.Region)]
        public IReadOnlyList<string> ReplicaRegions { get; init; } = [];

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Name, string Arn, string VersionId, IReadOnlyList<string> ReplicaRegions);

    public static async Task<ToolPlan> PlanAsync(IAmazonSecretsManager secrets, Input input, CancellationToken ct)
    {
        var old = await Secret.TryFindAsync(secrets, input.Name, ct);
        var plan = new PlanBuilder($"Create the secret {input.Name}.")
            .Create(input.Name, "value", input.Describe())
            .Create(input.Name, "KMS key", Secret.KeyName(input.KmsKeyId))
            .Obstacle(old is null ? null : old.Found.DeletedDate is not null
                ? $"{input.Name} is scheduled for deletion and keeps its name until then; secrets_restore_secret brings it back."
                : $"{input.Name} exists; secrets_put_value gives it another value.")
            .Warn(AmbiguousEnd().IsMatch(input.Name)
                ? "Its name ends like an ARN of a secret, in a hyphen and six characters; a partial ARN may find another one." : null)
            .Undo("secrets_delete_secret", new { secretId = input.Name });
        if (input.ReplicaRegions.Count > 0)
            plan.Create(input.Name, "replicas", input.ReplicaRegions, "each costs as a secret of its own");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonSecretsManager secrets, Input input, ToolContext context, CancellationToken ct)
    {
        var made = await secrets.CreateSecretAsync(new()
        {
            Name = input.Name,
            SecretString = await input.MakeAsync(secrets, context, ct),
            Description = input.Description,
            KmsKeyId = input.KmsKeyId,
            AddReplicaRegions = input.ReplicaRegions.Count == 0 ? null
                : [.. input.ReplicaRegions.Select(r => new ReplicaRegionType { Region = r })],
            Tags = Infra.Aws.Tags.List(input.Tags, (key, value) => new Tag { Key = key, Value = value }),
            ClientRequestToken = Guid.NewGuid().ToString(),
        }, ct);
        context.Done($"created the secret {made.Name}", created: made.ARN);
        return new(made.Name, made.ARN, made.VersionId, [.. (made.ReplicationStatus ?? []).Select(r => r.Region)]);
    }

    [GeneratedRegex("-.{6}$")]
    private static partial Regex AmbiguousEnd();
}
