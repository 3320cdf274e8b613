using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class TerminateInstanceTests : AsgTest
{
    public TerminateInstanceTests() => InState("InService");

    [Fact]
    public async Task The_plan_tells_whether_another_instance_starts()
    {
        Assert.Equal(
        [
            "i-1 (t3.micro, eu-west-1a, InService, Healthy): deleted; terminated",
            "an instance of launch template web:3: created; in its place",
            "This cannot be taken back: A terminated instance cannot be started again.",
        ], Lines(await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1" })));
        Assert.Equal("web: desired capacity: 2 -> 1",
            Lines(await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1", decrementDesiredCapacity = true }))[1]);
    }

    [Fact]
    public async Task Fewer_than_the_minimum_is_an_obstacle()
    {
        var group = Web;
        group.MinSize = 2;
        There(group);

        Assert.StartsWith("Fewer than min 2", Assert.Single(
            (await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1", decrementDesiredCapacity = true })).Obstacles),
                StringComparison.Ordinal);
    }

    // EC2-L10c
    [Fact]
    public async Task An_instance_of_the_warm_pool_is_an_obstacle()
    {
        InState("Warmed:Stopped");

        Assert.Contains("warm pool", Assert.Single((await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1" })).Obstacles),
            StringComparison.Ordinal);
    }

    // EC2-H11b
    [Fact]
    public async Task By_how_much_a_weighted_group_shrinks_is_not_known()
    {
        There(Weighted);

        var plan = await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1", decrementDesiredCapacity = true });

        Assert.Single(plan.Unknown);
        Assert.DoesNotContain(plan.Changes, c => c.Property == "desired capacity");
    }

    [Fact]
    public async Task An_instance_of_no_group_is_left_to_EC2()
    {
        Client.DescribeAutoScalingInstancesAsync(default(DescribeAutoScalingInstancesRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAutoScalingInstancesResponse { AutoScalingInstances = null });

        Assert.Contains("ec2_terminate_instances",
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(TerminateInstance.Tool, new { instanceId = "i-9" }))).Hint,
                StringComparison.Ordinal);
    }

    private void InState(string state) => Client.DescribeAutoScalingInstancesAsync(default(DescribeAutoScalingInstancesRequest)!, default)
        .ReturnsForAnyArgs(new DescribeAutoScalingInstancesResponse
        {
            AutoScalingInstances = [new() { InstanceId = "i-1", AutoScalingGroupName = "web", LifecycleState = state }],
        });
}
