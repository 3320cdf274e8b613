using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;

namespace Infra.Plugins.Secrets;

/// <summary>A secret without its value, as plans see it.</summary>
/// <param name="Found">What AWS tells of it.</param>
internal sealed record Secret(DescribeSecretResponse Found)
{
    /// <summary>A name or an ARN.</summary>
    public const string Id = @"[A-Za-z0-9/_+=.@:\-]+";

    /// <summary>The stage of the version that is read when none is named.</summary>
    public const string Current = "AWSCURRENT";

    /// <summary>A region, as an argument has it.</summary>
    public const string Region = @"([a-z]+-)+\d+";

    public string Name => Found.Name;

    public IReadOnlyDictionary<string, string> Tags => Infra.Aws.Tags.Map(Found.Tags, t => t.Key, t => t.Value);

    /// <summary>The versions that have a stage.</summary>
    public IReadOnlyDictionary<string, List<string>> Versions => Found.VersionIdsToStages ?? [];

    public string? CurrentVersion => WithStage(Current);

    public string? PreviousVersion => WithStage("AWSPREVIOUS");

    /// <summary>A version of a rotation that has not ended, or has failed.</summary>
    public string? PendingVersion => WithStage("AWSPENDING") is { } pending && pending != CurrentVersion ? pending : null;

    public string KmsKey => KeyName(Found.KmsKeyId);

    public PlannedResource Resource => new(Found.ARN, $"{(CurrentVersion is { } v ? $"version {v}" : "no value")}, key {KmsKey}, rotation "
        + $"{PlanBuilder.Text(Found.RotationEnabled is true)}{(Found.DeletedDate is null ? "" : ", scheduled for deletion")}")
    {
        Name = Name,
        Tags = Tags,
    };

    /// <summary>Why AWS would refuse to change it; null when it would not.</summary>
    public string? Fixed => Found.DeletedDate is not null
        ? $"{Name} is scheduled for deletion; secrets_restore_secret brings it back first."
        : IsReplica ? $"This is a replica of the secret in {Found.PrimaryRegion}: change it there." : null;

    /// <summary>Where this one is, be it the secret or a replica.</summary>
    public string? HomeRegion => Found.ARN.Split(':').ElementAtOrDefault(3);

    public bool IsReplica => Found.PrimaryRegion is { Length: > 0 } primary && HomeRegion != primary;

    /// <exception cref="ToolException">There is none.</exception>
    public static async Task<Secret> FindAsync(IAmazonSecretsManager secrets, string id, CancellationToken ct) =>
        await TryFindAsync(secrets, id, ct)
            ?? throw ToolException.NotFound($"The secret {id}", "secrets_list_secrets shows those there are.");

    /// <summary>The secret; null when there is none.</summary>
    public static async Task<Secret?> TryFindAsync(IAmazonSecretsManager secrets, string id, CancellationToken ct)
    {
        try
        {
            return new(await secrets.DescribeSecretAsync(new() { SecretId = id }, ct));
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    /// <summary>AWS leaves its own key out.</summary>
    public static string KeyName(string? id) => string.IsNullOrEmpty(id) ? "aws/secretsmanager" : id;

    private string? WithStage(string stage) => Versions.FirstOrDefault(v => v.Value.Contains(stage)).Key;
}
