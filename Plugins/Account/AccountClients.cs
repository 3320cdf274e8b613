using Amazon.CloudWatch;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.SecurityToken;
using Amazon.ServiceQuotas;
using Amazon.SimpleSystemsManagement;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>
/// What the tools of this module ask. A client is made, and its assembly loaded, when the first tool needs it; that it cannot be made (no
/// region, say) is not remembered, since the user mends the configuration and calls again.
/// </summary>
public sealed record AccountClients(AwsTarget Target)
{
    public IAmazonSecurityTokenService Sts
    {
        get => field ??= new AmazonSecurityTokenServiceClient(Target.Configure<AmazonSecurityTokenServiceConfig>());
        init;
    }

    public IAmazonEC2 Ec2
    {
        get => field ??= new AmazonEC2Client(Target.Configure<AmazonEC2Config>());
        init;
    }

    public IAmazonSimpleSystemsManagement Ssm
    {
        get => field ??= new AmazonSimpleSystemsManagementClient(Target.Configure<AmazonSimpleSystemsManagementConfig>());
        init;
    }

    public IAmazonIdentityManagementService Iam
    {
        get => field ??= new AmazonIdentityManagementServiceClient(Target.Configure<AmazonIdentityManagementServiceConfig>());
        init;
    }

    public IAmazonResourceGroupsTaggingAPI Tagging
    {
        get => field ??= NewTagging(Target);
        init;
    }

    public IAmazonServiceQuotas Quotas
    {
        get => field ??= new AmazonServiceQuotasClient(Target.Configure<AmazonServiceQuotasConfig>());
        init;
    }

    public IAmazonCloudWatch CloudWatch
    {
        get => field ??= new AmazonCloudWatchClient(Target.Configure<AmazonCloudWatchConfig>());
        init;
    }

    /// <summary>The index of tags of another region.</summary>
    public Func<string, IAmazonResourceGroupsTaggingAPI> TaggingIn
    {
        get => field ??= region => NewTagging(Target with { Region = region });
        init;
    }

    public Func<AwsProfiles> Profiles { get; init; } = AwsProfiles.Load;

    private static AmazonResourceGroupsTaggingAPIClient NewTagging(AwsTarget target) =>
        new(target.Configure<AmazonResourceGroupsTaggingAPIConfig>());
}
