using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class StartInstancesTests : ToolTest<IAmazonEC2>
{
    // EC2-M2: DescribeInstances may still show the state from before the act.
    [Fact]
    public async Task Waiting_ends_at_the_wanted_state_and_not_at_the_old_one()
    {
        Client.StartInstancesAsync(default!, default).ReturnsForAnyArgs(new StartInstancesResponse
        {
            StartingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "stopped" },
            CurrentState = new() { Name = "pending" } }],
        });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(
            Ec2Things.Described(Ec2Things.Instance(state: "stopped")), Ec2Things.Described(Ec2Things.Instance(state: "pending")),
            Ec2Things.Described(Ec2Things.Instance()));

        var result = await RunAsync(StartInstances.Tool, new { instanceIds = new[] { "i-1" }, wait = true });

        Assert.Equal("running", result.GetProperty("changes")[0].GetProperty("now").GetString());
    }
}
