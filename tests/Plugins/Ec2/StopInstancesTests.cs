using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class StopInstancesTests : ToolTest<IAmazonEC2>
{
    [Theory]
    [InlineData("amazon", "LOST: public address 203.0.113.7 of i-1")]
    [InlineData("123456789012", "Elastic IP 203.0.113.7 of i-1: stays")]
    public async Task The_plan_knows_whose_the_public_address_is_and_that_Auto_Scaling_replaces_it(string owner, string expected)
    {
        var instance = Ec2Things.Instance();
        instance.PublicIpAddress = "203.0.113.7";
        instance.NetworkInterfaces = [new() { Association = new() { PublicIp = "203.0.113.7", IpOwnerId = owner } }];
        instance.Tags.Add(new("aws:autoscaling:groupName", "web"));
        Given(instance, stopProtected: false);

        var plan = await PlanAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Equal(
        [
            "i-1 (web, t3.micro, running): state: running -> stopped; Auto Scaling group web replaces it",
            expected,
            "To take it back: ec2_start_instances {\"instanceIds\":[\"i-1\"]}",
        ], Lines(plan));
    }

    // EC2-H7
    [Fact]
    public async Task Stop_protection_is_an_obstacle_and_names_the_way_out()
    {
        Given(Ec2Things.Instance(), stopProtected: true);

        var plan = await PlanAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Contains("ec2_modify_instance with stopProtection false", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // EC2-H7
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Hibernation_needs_an_instance_that_was_launched_for_it(bool configured, int obstacles)
    {
        var instance = Ec2Things.Instance();
        instance.HibernationOptions = new() { Configured = configured };
        Given(instance, stopProtected: false);

        Assert.Equal(obstacles, (await PlanAsync(
            StopInstances.Tool, new { instanceIds = new[] { "i-1" }, hibernate = true })).Obstacles.Count);
    }

    [Fact]
    public async Task Taking_it_back_starts_only_what_ran_before()
    {
        Given(Ec2Things.Instance(), stopProtected: false);
        Client.DescribeInstancesAsync(default!, default)
            .ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(), Ec2Things.Instance("i-2", "stopped")));

        var plan = await PlanAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1", "i-2" } });

        Assert.Equal("""{"instanceIds":["i-1"]}""", plan.Undo!.Arguments.GetRawText());
    }

    // ANS-R14
    [Fact]
    public async Task A_protection_that_cannot_be_read_is_unknown()
    {
        Given(Ec2Things.Instance(), stopProtected: false);
        Client.DescribeInstanceAttributeAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });

        Assert.Equal(
            "The protections of i-1: not known (UnauthorizedOperation).",
            Assert.Single((await PlanAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1" } })).Unknown));
    }

    private void Given(Instance instance, bool stopProtected)
    {
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
        Client.DescribeInstanceAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeInstanceAttributeResponse { InstanceAttribute = new() { DisableApiStop = stopProtected } });
    }

    [Fact]
    public async Task Without_waiting_it_answers_at_once()
    {
        Client.StopInstancesAsync(default!, default).ReturnsForAnyArgs(new StopInstancesResponse
        {
            StoppingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "running" },
            CurrentState = new() { Name = "stopping" } }],
        });

        var result = await RunAsync(StopInstances.Tool, new { instanceIds = new[] { "i-1" } });

        Assert.Equal("stopping", result.GetProperty("changes")[0].GetProperty("now").GetString());
        await Client.DidNotReceiveWithAnyArgs().DescribeInstancesAsync(default!, default);
    }
}
