using Amazon.CloudWatch;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.ResourceGroupsTaggingAPI;
using Amazon.ResourceGroupsTaggingAPI.Model;
using Amazon.SecurityToken;
using Amazon.ServiceQuotas;
using Amazon.SimpleSystemsManagement;
using Infra.Aws;

namespace Infra.Plugins.Account;

/// <summary>Substitutes of the clients and of the server.</summary>
public abstract class AccountTest : ToolTest<AccountClients>
{
    protected AccountTest() : this(
        Substitute.For<IAmazonSecurityTokenService>(), Substitute.For<IAmazonEC2>(), Substitute.For<IAmazonSimpleSystemsManagement>(),
        Substitute.For<IAmazonIdentityManagementService>(), Substitute.For<IAmazonResourceGroupsTaggingAPI>(),
        Substitute.For<IAmazonServiceQuotas>(), Substitute.For<IAmazonCloudWatch>(),
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()))
    { }

    private AccountTest(IAmazonSecurityTokenService sts, IAmazonEC2 ec2, IAmazonSimpleSystemsManagement ssm,
        IAmazonIdentityManagementService iam,
        IAmazonResourceGroupsTaggingAPI tagging, IAmazonServiceQuotas quotas, IAmazonCloudWatch cloudWatch, string profiles)
        : base(
            new(new())
            {
                Sts = sts,
                Ec2 = ec2,
                Ssm = ssm,
                Iam = iam,
                Tagging = tagging,
                TaggingIn = _ => tagging,
                Quotas = quotas,
                CloudWatch = cloudWatch,
                Profiles = () => AwsProfiles.Load(profiles, profiles + ".credentials"),
            },
            [sts, ec2, ssm, iam, tagging, quotas, cloudWatch])
    {
        (Quotas, CloudWatch) = (quotas, cloudWatch);
        (Sts, Ec2, Ssm, Iam, Tagging, Profiles) = (sts, ec2, ssm, iam, tagging, profiles);
        tagging.GetResourcesAsync(default!, default).ReturnsForAnyArgs(new GetResourcesResponse());
    }

    protected IAmazonSecurityTokenService Sts { get; }

    protected IAmazonEC2 Ec2 { get; }

    protected IAmazonSimpleSystemsManagement Ssm { get; }

    protected IAmazonIdentityManagementService Iam { get; }

    protected IAmazonResourceGroupsTaggingAPI Tagging { get; }

    protected IAmazonServiceQuotas Quotas { get; }

    protected IAmazonCloudWatch CloudWatch { get; }

    /// <summary>The file that stands for the user's AWS configuration.</summary>
    protected string Profiles { get; }

    /// <summary>A server with these modules, whose profile is dev.</summary>
    protected static (ToolHost Host, ToolContext Context) Server(params ModuleStatus[] modules)
    {
        var host = Substitute.For<ToolHost>();
        host.Status.Returns(new HostStatus("1.2.3", ToolKind.Write, modules, ["plugins/Acme was built for a newer contract."], ["prod"]));
        host.Profiles.Returns(["prod"]);
        return (host, new() { Host = host, Target = new("dev", "eu-west-1") });
    }

    protected static ToolStatus Offered(string name, ToolKind kind, string[] iam, params string[] arguments) =>
        new(name, kind, iam, arguments);
}
