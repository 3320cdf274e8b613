using Amazon.EC2;

namespace Infra.Plugins.Ec2;

public sealed class RebootInstancesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task What_does_not_run_cannot_reboot()
    {
        Client.DescribeInstancesAsync(default!, default)
            .ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(), Ec2Things.Instance("i-2", "stopped")));

        var plan = await PlanAsync(RebootInstances.Tool, new { instanceIds = new[] { "i-1", "i-2" } });

        Assert.StartsWith("i-2", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Equal(
            "i-1 (web, t3.micro, running): operating system: up -> restarted; out of service meanwhile; addresses and volumes stay",
            Lines(plan)[0]);
    }
}
