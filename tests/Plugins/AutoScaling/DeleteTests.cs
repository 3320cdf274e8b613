using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class DeleteTests : AsgTest
{
    [Fact]
    public async Task Deleting_by_force_names_everything_that_ends()
    {
        var plan = await PlanAsync(DeleteGroup.Tool, new { group = "web", force = true });

        Assert.Equal("i-1 (t3.micro, eu-west-1a, InService, Healthy) -> terminated; its instance-store data is lost", plan.Effects[0]);
        Assert.Contains("policy cpu (keep ASGAverageCPUUtilization at 50) is deleted", plan.Effects);
        Assert.Contains("scheduled action night (min 0, desired 0 at 0 20 * * * (Europe/Berlin)) is deleted", plan.Effects);
        Assert.Equal(Arn, Assert.Single(plan.Resources).Id);
    }

    [Fact]
    public async Task What_AWS_will_refuse_is_told_first()
    {
        var guarded = Web;
        guarded.DeletionProtection = DeletionProtection.PreventForceDeletion;
        There(guarded);

        Assert.StartsWith("AWS will refuse: the group has 2 instance(s)", (await PlanAsync(DeleteGroup.Tool, new { group = "web", force = false })).Effects[0], StringComparison.Ordinal);
        Assert.StartsWith("AWS will refuse: deletion protection", (await PlanAsync(DeleteGroup.Tool, new { group = "web", force = true })).Effects[0], StringComparison.Ordinal);
        await RunAsync(DeleteGroup.Tool, new { group = "web", force = true });
        await Client.Received().DeleteAutoScalingGroupAsync(Arg.Is<DeleteAutoScalingGroupRequest>(r => r.ForceDelete == true), default);
    }

    [Fact]
    public async Task Terminating_tells_whether_another_instance_starts()
    {
        Client.DescribeAutoScalingInstancesAsync(default(DescribeAutoScalingInstancesRequest)!, default).ReturnsForAnyArgs(new DescribeAutoScalingInstancesResponse
        {
            AutoScalingInstances = [new() { InstanceId = "i-1", AutoScalingGroupName = "web" }],
        });

        Assert.Equal("the group starts another instance of web:3 in its place", (await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1" })).Effects[1]);
        Assert.Equal("desired capacity: 2 -> 1", (await PlanAsync(TerminateInstance.Tool, new { instanceId = "i-1", decrement = true })).Effects[1]);
    }

    [Fact]
    public async Task An_instance_of_no_group_is_left_to_EC2()
    {
        Client.DescribeAutoScalingInstancesAsync(default(DescribeAutoScalingInstancesRequest)!, default).ReturnsForAnyArgs(new DescribeAutoScalingInstancesResponse { AutoScalingInstances = null });

        Assert.Contains("ec2_terminate_instances", (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(TerminateInstance.Tool, new { instanceId = "i-9" }))).Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_goes_with_its_alarms()
    {
        var plan = await PlanAsync(DeletePolicy.Tool, new { group = "web", policy = "cpu" });

        Assert.Equal(["keep ASGAverageCPUUtilization at 50: is deleted; the group stays at min 1, desired 2, max 4", "alarm TargetTracking-web is deleted with it"], plan.Effects);
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_deleted()
    {
        Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default).ReturnsForAnyArgs(new DescribePoliciesResponse { ScalingPolicies = null });
        Client.DescribeScheduledActionsAsync(default(DescribeScheduledActionsRequest)!, default).ReturnsForAnyArgs(new DescribeScheduledActionsResponse { ScheduledUpdateGroupActions = null });

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeletePolicy.Tool, new { group = "web", policy = "no" }))).Code);
    }

    [Fact]
    public async Task A_scheduled_action_is_told_in_full_before_it_goes() =>
        Assert.Contains("min 0, desired 0 at 0 20 * * * (Europe/Berlin)", (await PlanAsync(DeleteScheduledAction.Tool, new { group = "web", action = "night" })).Effects[0], StringComparison.Ordinal);
}
