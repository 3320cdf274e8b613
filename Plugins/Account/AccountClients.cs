using Amazon.CloudWatch;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.SecurityToken;
using Amazon.ServiceQuotas;
using Amazon.SimpleSystemsManagement;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>What the tools of this module ask. A client is made when the first tool needs it.</summary>
public sealed record AccountClients(
    Lazy<IAmazonSecurityTokenService> Sts, Lazy<IAmazonEC2> Ec2, Lazy<IAmazonSimpleSystemsManagement> Ssm,
    Lazy<IAmazonIdentityManagementService> Iam,
    Lazy<IAmazonResourceGroupsTaggingAPI> Tagging, Lazy<IAmazonServiceQuotas> Quotas, Lazy<IAmazonCloudWatch> CloudWatch,
    Func<AwsProfiles> Profiles)
{
    /// <summary>The index of tags of another region.</summary>
    public Func<string, IAmazonResourceGroupsTaggingAPI> TaggingIn { get; init; } = _ => Tagging.Value;

    public static AccountClients For(AwsTarget target) => new(
        Later<IAmazonSecurityTokenService>(() =>
            new AmazonSecurityTokenServiceClient(target.Configure<AmazonSecurityTokenServiceConfig>())),
        Later<IAmazonEC2>(() => new AmazonEC2Client(target.Configure<AmazonEC2Config>())),
        Later<IAmazonSimpleSystemsManagement>(() =>
            new AmazonSimpleSystemsManagementClient(target.Configure<AmazonSimpleSystemsManagementConfig>())),
        Later<IAmazonIdentityManagementService>(() =>
            new AmazonIdentityManagementServiceClient(target.Configure<AmazonIdentityManagementServiceConfig>())),
        Later<IAmazonResourceGroupsTaggingAPI>(() =>
            new AmazonResourceGroupsTaggingAPIClient(target.Configure<AmazonResourceGroupsTaggingAPIConfig>())),
        Later<IAmazonServiceQuotas>(() => new AmazonServiceQuotasClient(target.Configure<AmazonServiceQuotasConfig>())),
        Later<IAmazonCloudWatch>(() => new AmazonCloudWatchClient(target.Configure<AmazonCloudWatchConfig>())),
        AwsProfiles.Load)
    {
        TaggingIn = region =>
            new AmazonResourceGroupsTaggingAPIClient((target with { Region = region }).Configure<AmazonResourceGroupsTaggingAPIConfig>()),
    };

    // A failure (no region, say) must not be remembered: the user mends the configuration and calls again.
    private static Lazy<T> Later<T>(Func<T> make) => new(make, LazyThreadSafetyMode.PublicationOnly);
}
