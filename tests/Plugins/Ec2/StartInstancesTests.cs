using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class StartInstancesTests : ToolTest<IAmazonEC2>
{
    // EC2-M3
    [Fact]
    public async Task A_start_that_fails_tells_why()
    {
        var failed = Ec2Things.Instance(state: "stopped");
        failed.StateReason = new()
        {
            Code = "Server.InsufficientInstanceCapacity",
            Message = "Server.InsufficientInstanceCapacity: Insufficient capacity"
        };
        Client.StartInstancesAsync(default!, default).ReturnsForAnyArgs(new StartInstancesResponse
        {
            StartingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "stopped" },
            CurrentState = new() { Name = "pending" } }],
        });
        Client.DescribeInstancesAsync(default!, default)
            .ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(state: "pending")), Ec2Things.Described(failed));

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(StartInstances.Tool, new { instanceIds = new[] { "i-1" }, wait = true }));

        Assert.Equal("i-1 is stopped (Server.InsufficientInstanceCapacity: Insufficient capacity).", error.Message);
    }

    [Fact]
    public async Task An_instance_that_is_not_stopped_cannot_be_started()
    {
        Client.DescribeInstancesAsync(default!, default)
            .ReturnsForAnyArgs(Ec2Things.Described(
                Ec2Things.Instance(), Ec2Things.Instance("i-2", "stopping"), Ec2Things.Instance("i-3", "stopped")));

        var plan = await PlanAsync(StartInstances.Tool, new { instanceIds = new[] { "i-1", "i-2", "i-3" } });

        Assert.StartsWith("i-2 ", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Equal("""{"instanceIds":["i-3"]}""", plan.Undo!.Arguments.GetRawText());
    }

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
