using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class StopInstancesTests : ToolTest<IAmazonEC2>
{
    [Theory]
    [InlineData("amazon", "203.0.113.7 is released")]
    [InlineData("123456789012", "Elastic IP 203.0.113.7 stays in the account")]
    public async Task The_plan_knows_whose_the_public_address_is_and_that_Auto_Scaling_replaces_it(string owner, string expected)
    {
        var instance = Ec2Things.Instance();
        instance.PublicIpAddress = "203.0.113.7";
        instance.NetworkInterfaces = [new() { Association = new() { PublicIp = "203.0.113.7", IpOwnerId = owner } }];
        instance.Tags.Add(new("aws:autoscaling:groupName", "web"));
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));

        var plan = await PlanAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Equal($"i-1 (web, t3.micro, running) -> stopped; {expected}; Auto Scaling group web replaces it", Assert.Single(plan.Effects));
    }

    [Fact]
    public async Task Without_waiting_it_answers_at_once()
    {
        Client.StopInstancesAsync(default!, default).ReturnsForAnyArgs(new StopInstancesResponse
        {
            StoppingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "running" }, CurrentState = new() { Name = "stopping" } }],
        });

        var result = await RunAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Equal("stopping", result.GetProperty("changes")[0].GetProperty("now").GetString());
        await Client.DidNotReceiveWithAnyArgs().DescribeInstancesAsync(default!, default);
    }
}
