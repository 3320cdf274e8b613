global using Infra.Aws;
global using SecretsTool = Infra.Aws.AwsTool<Amazon.SecretsManager.IAmazonSecretsManager>;
using Amazon.SecretsManager;

namespace Infra.Plugins.Secrets;

/// <summary>The module <c>secrets</c>: AWS Secrets Manager. Values come from AWS or from a person, never from a model.</summary>
public sealed class SecretsModule() : AwsModule<IAmazonSecretsManager>(
    "secrets", "Secrets of AWS Secrets Manager, their versions, rotation and replicas.", noun: "secret")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<SecretsTool> Tools =>
    [
        ListSecrets.Tool,
        GetSecret.Tool,
        GetValue.Tool,
        CreateSecret.Tool,
        PutValue.Tool,
        SetCurrent.Tool,
        RotateSecret.Tool,
        SetRotation.Tool,
        ReplicateSecret.Tool,
        TagSecret.Tool,
        RestoreSecret.Tool,
        RemoveReplicas.Tool,
        DeleteSecret.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonSecretsManager CreateClient(AwsTarget target) =>
        new AmazonSecretsManagerClient(target.Configure<AmazonSecretsManagerConfig>());
}
