using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class TerminateInstancesTests : ToolTest<IAmazonEC2>
{
    private static readonly object Arguments = new { instanceIds = new[] { "i-1" } };

    private void Given(bool termination, bool stop = false)
    {
        var instance = Ec2Things.Instance();
        instance.PublicIpAddress = "203.0.113.7";
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
        Client.DescribeInstanceAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeInstanceAttributeResponse
            {
                InstanceAttribute = new()
                {
                    DisableApiTermination = termination,
                    DisableApiStop = stop
                }
            });
    }

    [Fact]
    public async Task The_plan_names_what_is_lost_and_what_is_kept()
    {
        Given(termination: false);

        var plan = await PlanAsync(TerminateInstances.Tool, Arguments);

        Assert.Equal(
        [
            "i-1 (web, t3.micro, running): deleted",
            "LOST: volume vol-1 of i-1 with its data",
            "volume vol-2 of i-1: stays; it costs money until it is deleted",
            "LOST: public address 203.0.113.7 of i-1",
            "This cannot be taken back: A terminated instance cannot be started again.",
        ], Lines(plan));
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["Name"]);
    }

    // EC2-H7: stop protection keeps an instance from being terminated, too.
    [Theory]
    [InlineData(true, false, "terminationProtection")]
    [InlineData(false, true, "stopProtection")]
    public async Task A_protected_instance_cannot_be_confirmed_and_the_plan_names_the_way_out(bool termination, bool stop, string argument)
    {
        Given(termination, stop);

        var plan = await PlanAsync(TerminateInstances.Tool, Arguments);

        Assert.Contains($"ec2_modify_instance with {argument} false", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // EC2-H7: EC2 refuses the request, but ends the instances of other zones all the same.
    [Fact]
    public async Task When_EC2_refuses_the_steps_tell_which_instances_are_going_nevertheless()
    {
        Client.TerminateInstancesAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("i-2 is protected") { ErrorCode = "OperationNotPermitted" });
        Client.DescribeInstancesAsync(default!, default)
            .ReturnsForAnyArgs(Ec2Things.Described(Ec2Things.Instance(state: "shutting-down"), Ec2Things.Instance("i-2")));
        var context = Context();

        var error = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(TerminateInstances.Tool, new { instanceIds = new[] { "i-1", "i-2" } }, context));

        Assert.Equal("OperationNotPermitted", error.AwsErrorCode);
        Assert.Equal("i-1 is shutting-down", Assert.Single(context.Steps).What);
    }

    [Fact]
    public async Task It_tells_the_state_before_and_now()
    {
        Client.TerminateInstancesAsync(Arg.Is<TerminateInstancesRequest>(r => r.InstanceIds.Single() == "i-1"),
            Arg.Any<CancellationToken>()).Returns(new TerminateInstancesResponse
            {
                TerminatingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "running" },
            CurrentState = new() { Name = "shutting-down" } }],
            });

        var result = await RunAsync(TerminateInstances.Tool, Arguments);

        Assert.Equal("shutting-down", result.GetProperty("changes")[0].GetProperty("now").GetString());
    }

    [Fact]
    public async Task Interfaces_that_do_not_end_with_the_instance_stay()
    {
        Given(termination: false);
        var instance = Ec2Things.Instance();
        instance.NetworkInterfaces =
        [
            new() { NetworkInterfaceId = "eni-0", Attachment = new() { DeviceIndex = 0, DeleteOnTermination = true } },
            new() { NetworkInterfaceId = "eni-1", Attachment = new() { DeviceIndex = 1, DeleteOnTermination = false } },
        ];
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));

        var lines = Lines(await PlanAsync(TerminateInstances.Tool, Arguments));

        Assert.Equal("network interface eni-1 of i-1: stays; it and its addresses stay",
            Assert.Single(lines, l => l.StartsWith("network", StringComparison.Ordinal)));
    }
}
