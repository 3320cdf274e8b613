using Amazon.EC2;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Ec2;

public abstract class CommandTest : ToolTest<CommandClients>
{
    protected CommandTest() : this(Substitute.For<IAmazonEC2>(), Substitute.For<IAmazonSimpleSystemsManagement>()) { }

    private CommandTest(IAmazonEC2 ec2, IAmazonSimpleSystemsManagement ssm) : base(new(ec2, ssm), [ec2, ssm])
    {
        Ssm = ssm;
        ec2.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));
        ssm.DescribeInstanceInformationAsync(default!, default)
            .ReturnsForAnyArgs(_ => new DescribeInstanceInformationResponse { InstanceInformationList = [Node] });
        ssm.SendCommandAsync(default!, default).ReturnsForAnyArgs(new SendCommandResponse { Command = new() { CommandId = "c-1" } });
    }

    protected IAmazonSimpleSystemsManagement Ssm { get; }

    protected InstanceInformation Node { get; } = new() { InstanceId = "i-1", PingStatus = PingStatus.Online,
        PlatformType = PlatformType.Linux };
}
