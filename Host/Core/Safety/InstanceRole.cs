using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>The role of the EC2 instance that the server runs on. Its metadata service is asked at the first use, not before.</summary>
internal sealed class InstanceRole : AWSCredentials
{
    private InstanceProfileAWSCredentials? role;

    public override DateTime? Expiration
    {
        get => role?.Expiration;
        set => throw new NotSupportedException();
    }

    public override ImmutableCredentials GetCredentials() => (role ??= new()).GetCredentials();

    public override Task<ImmutableCredentials> GetCredentialsAsync() => Task.Run(GetCredentials);
}
