using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class DeletePolicyTests : AsgTest
{
    [Fact]
    public async Task A_tracking_policy_goes_with_its_alarms() => Assert.Equal(
    [
        "policy cpu: deleted; keep ASGAverageCPUUtilization at 50",
        "Auto Scaling group web: stays; min 1, desired 2, max 4",
        "alarm TargetTracking-web: deleted",
        """To take it back: asg_put_scaling_policy {"group":"web","policy":"cpu","metric":"ASGAverageCPUUtilization","target":50}""",
    ], Lines(await PlanAsync(DeletePolicy.Tool, new { group = "web", policy = "cpu" })));

    [Fact]
    public async Task The_alarms_of_a_step_policy_stay_and_it_cannot_be_put_back()
    {
        There(Web);
        Policies(new ScalingPolicy
        {
            PolicyName = "s",
            AutoScalingGroupName = "web",
            AdjustmentType = "ChangeInCapacity",
            Alarms = [new() { AlarmName = "b" }, new() { AlarmName = "a" }],
            StepAdjustments = [new() { MetricIntervalLowerBound = 0, ScalingAdjustment = 1 }],
        });

        var plan = await PlanAsync(DeletePolicy.Tool, new { group = "web", policy = "s" });

        Assert.Equal(["alarm a: stays; it no longer scales the group", "alarm b: stays; it no longer scales the group"],
            Lines(plan).Skip(2).Take(2));
        Assert.NotNull(plan.NoUndo);
    }

    [Fact]
    public async Task A_policy_that_is_not_there_is_not_found()
    {
        Policies();

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeletePolicy.Tool, new { group = "web", policy = "no" }))).Code);
    }

    private void Policies(params ScalingPolicy[] policies) => Client.DescribePoliciesAsync(default(DescribePoliciesRequest)!, default)
        .ReturnsForAnyArgs(new DescribePoliciesResponse { ScalingPolicies = policies.Length == 0 ? null : [.. policies] });

    [Fact]
    public async Task Steps_without_alarms_can_be_put_back()
    {
        Policies(new ScalingPolicy
        {
            PolicyName = "s",
            AutoScalingGroupName = "web",
            AdjustmentType = "ChangeInCapacity",
            StepAdjustments =
            [
                new() { MetricIntervalLowerBound = -20, MetricIntervalUpperBound = 0, ScalingAdjustment = -1 },
                new() { MetricIntervalUpperBound = -20, ScalingAdjustment = -3 },
            ],
        });

        Assert.Equal("""{"group":"web","policy":"s","steps":{"-20":-3,"0":-1},"adjustmentType":"ChangeInCapacity"}""",
            (await PlanAsync(DeletePolicy.Tool, new { group = "web", policy = "s" })).Undo!.Arguments.GetRawText());
    }
}
