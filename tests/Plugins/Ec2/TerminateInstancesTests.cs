using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class TerminateInstancesTests : ToolTest<IAmazonEC2>
{
    private static readonly object Arguments = new { instanceIds = new[] { "i-1" } };

    private void Given(bool isProtected)
    {
        var instance = Ec2Things.Instance();
        instance.PublicIpAddress = "203.0.113.7";
        Client.DescribeInstancesAsync(default!, default).ReturnsForAnyArgs(Ec2Things.Described(instance));
        Client.DescribeInstanceAttributeAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeInstanceAttributeResponse { InstanceAttribute = new() { DisableApiTermination = isProtected } });
    }

    [Fact]
    public async Task The_plan_names_what_is_lost_and_what_is_kept()
    {
        Given(isProtected: false);

        var plan = await PlanAsync(TerminateInstances.Tool, Arguments);

        Assert.Equal("i-1 (web, t3.micro, running) -> terminated; deletes vol-1; keeps vol-2; 203.0.113.7 is released", Assert.Single(plan.Effects));
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["Name"]);
    }

    [Fact]
    public async Task A_protected_instance_is_refused_before_anyone_is_asked()
    {
        Given(isProtected: true);

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(TerminateInstances.Tool, Arguments));

        Assert.Equal(ToolErrorCode.Conflict, error.Code);
        Assert.Contains("ec2_modify_instance", error.Hint);
    }

    [Fact]
    public async Task It_tells_the_state_before_and_now()
    {
        Client.TerminateInstancesAsync(Arg.Is<TerminateInstancesRequest>(r => r.InstanceIds.Single() == "i-1"), Arg.Any<CancellationToken>()).Returns(new TerminateInstancesResponse
        {
            TerminatingInstances = [new() { InstanceId = "i-1", PreviousState = new() { Name = "running" }, CurrentState = new() { Name = "shutting-down" } }],
        });

        var result = await RunAsync(TerminateInstances.Tool, Arguments);

        Assert.Equal("shutting-down", result.GetProperty("changes")[0].GetProperty("now").GetString());
    }
}
