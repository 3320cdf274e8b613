global using CommandTool = Infra.Aws.AwsTool<Infra.Plugins.Ec2.CommandClients>;
using Amazon.EC2;
using Amazon.SimpleSystemsManagement;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>What commands on instances need.</summary>
public sealed record CommandClients(IAmazonEC2 Ec2, IAmazonSimpleSystemsManagement Ssm);

/// <summary>The tools of <see cref="Ec2Module"/> that ask SSM as well.</summary>
internal sealed class CommandModule() : AwsModule<CommandClients>("ec2", "Commands on EC2 instances.")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<CommandTool> Tools => [GetCommand.Tool, RunCommand.Tool];

    /// <inheritdoc/>
    protected override CommandClients CreateClient(AwsTarget target) => new(
        Ec2Clients.Create(target), new AmazonSimpleSystemsManagementClient(target.Configure<AmazonSimpleSystemsManagementConfig>()));
}
