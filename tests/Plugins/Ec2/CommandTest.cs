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
        ec2.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance("i-0a1b2c3d4e5f60718")));
        ssm.DescribeInstanceInformationAsync(default!, default)
            .ReturnsForAnyArgs(_ => new DescribeInstanceInformationResponse { InstanceInformationList = [Node] });
        ssm.SendCommandAsync(default!, default)
            .ReturnsForAnyArgs(new SendCommandResponse { Command = new() { CommandId = "0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10" } });
    }

    protected IAmazonSimpleSystemsManagement Ssm { get; }

    protected InstanceInformation Node { get; } = new()
    {
        InstanceId = "i-0a1b2c3d4e5f60718",
        PingStatus = PingStatus.Online,
        PlatformType = PlatformType.Linux
    };
}
