using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class StartInstancesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Waiting_tells_the_state_at_the_end()
    {
        Client.StartInstancesAsync(default!, default).ReturnsForAnyArgs(new StartInstancesResponse
        {
            StartingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "stopped" }, CurrentState = new() { Name = "pending" } }],
        });
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance()));

        var result = await RunAsync(StartInstances.Tool, new { instanceIds = new[] { "i-1" }, wait = true });

        Assert.Equal("running", result.GetProperty("changes")[0].GetProperty("now").GetString());
    }
}
