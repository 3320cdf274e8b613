using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class WriteTests : AsgTest
{
    private static readonly object New = new { group = "new", launchTemplate = "lt-1", min = 1, max = 3, subnetIds = new[] { "subnet-1", "subnet-2" }, tags = new Dictionary<string, string> { ["team"] = "web" } };

    [Fact]
    public async Task A_new_group_is_planned_and_made()
    {
        There();
        var plan = await PlanAsync(CreateGroup.Tool, New);
        There(Web);
        await RunAsync(CreateGroup.Tool, New);

        Assert.Contains("1 instance(s) of lt-1:$Default start at once in subnet-1, subnet-2", plan.Effects[0], StringComparison.Ordinal);
        await Client.Received().CreateAutoScalingGroupAsync(
            Arg.Is<CreateAutoScalingGroupRequest>(r => r.LaunchTemplate.LaunchTemplateId == "lt-1" && r.VPCZoneIdentifier == "subnet-1,subnet-2" && r.Tags[0].PropagateAtLaunch == true && r.TargetGroupARNs == null), default);
    }

    [Fact]
    public async Task A_group_that_is_there_is_a_conflict_and_wrong_limits_are_refused()
    {
        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateGroup.Tool, New))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateGroup.Tool, new { group = "n", launchTemplate = "t", min = 4, max = 3, subnetIds = new[] { "s" } }))).Code);
    }

    [Fact]
    public async Task An_update_tells_old_and_new_and_what_starts_or_ends()
    {
        var plan = await PlanAsync(UpdateGroup.Tool, new { group = "web", max = 1, launchTemplateVersion = "7" });

        Assert.Equal(
        [
            "max: 4 -> 1", "launch template: web:3 -> lt-1:7", "1 instance(s) are terminated, as more run than max",
            "instances that run keep the old launch template; new ones get the new one",
        ], plan.Effects);
        Assert.Equal("web", plan.Resources[0].Tags!["team"]);
    }

    [Fact]
    public async Task A_new_template_keeps_the_rest_of_a_mixed_instances_policy()
    {
        There(new AutoScalingGroup
        {
            AutoScalingGroupName = "web",
            MixedInstancesPolicy = new() { LaunchTemplate = new() { LaunchTemplateSpecification = new() { LaunchTemplateId = "lt-1", Version = "1" }, Overrides = [new() { InstanceType = "t3.large" }] } },
        });

        await RunAsync(UpdateGroup.Tool, new { group = "web", launchTemplateVersion = "2" });

        await Client.Received().UpdateAutoScalingGroupAsync(Arg.Is<UpdateAutoScalingGroupRequest>(r => r.LaunchTemplate == null
            && r.MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.Version == "2" && r.MixedInstancesPolicy.LaunchTemplate.Overrides[0].InstanceType == "t3.large"), default);
    }

    [Fact]
    public async Task Scaling_in_names_the_instances_that_may_end()
    {
        var plan = await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 1 });

        Assert.Equal("1 of these 1 instance(s) are terminated, chosen by Default; their instance-store data is lost", plan.Effects[0]);
        Assert.Equal("i-1 (t3.micro, eu-west-1a, InService, Healthy)", plan.Effects[1]);
        Assert.Equal("2 instance(s) of web:3 start", Assert.Single((await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 4 })).Effects));
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 5 }))).Code);
    }

    [Fact]
    public async Task Waiting_ends_when_the_group_has_settled()
    {
        var result = await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 2, wait = true });

        Assert.Equal((2, 2), (result.GetProperty("desired").GetInt32(), result.GetProperty("inService").GetInt32()));
    }

    [Fact]
    public async Task A_policy_is_planned_from_old_to_new()
    {
        Client.PutScalingPolicyAsync(default!, default).ReturnsForAnyArgs(new PutScalingPolicyResponse { PolicyARN = "arn", Alarms = null });
        var input = new { group = "web", policy = "cpu", metric = "ASGAverageCPUUtilization", target = 62.5, disableScaleIn = true };

        Assert.Equal("cpu: keep ASGAverageCPUUtilization at 50 -> keep ASGAverageCPUUtilization at 62.5, never scale in", Assert.Single((await PlanAsync(PutScalingPolicy.Tool, input)).Effects));
        await RunAsync(PutScalingPolicy.Tool, input);
        await RunAsync(PutScalingPolicy.Tool, new { group = "web", policy = "add", adjustment = -1, cooldown = 60 });

        await Client.Received().PutScalingPolicyAsync(Arg.Is<PutScalingPolicyRequest>(r => r.TargetTrackingConfiguration != null && r.AdjustmentType == null && r.Cooldown == null), default);
        await Client.Received().PutScalingPolicyAsync(Arg.Is<PutScalingPolicyRequest>(r => r.TargetTrackingConfiguration == null && r.ScalingAdjustment == -1 && r.PolicyType == "SimpleScaling"), default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutScalingPolicy.Tool, new { group = "web", policy = "x", metric = "ASGAverageCPUUtilization" }));
    }

    [Fact]
    public async Task A_scheduled_action_is_planned_from_old_to_new()
    {
        var input = new { group = "web", action = "night", startTime = "2026-05-01T20:00:00Z", max = 1 };

        Assert.Equal("night: min 0, desired 0 at 0 20 * * * (Europe/Berlin) -> max 1 at 2026-05-01T20:00Z", Assert.Single((await PlanAsync(PutScheduledAction.Tool, input)).Effects));
        await RunAsync(PutScheduledAction.Tool, input);

        await Client.Received().PutScheduledUpdateGroupActionAsync(Arg.Is<PutScheduledUpdateGroupActionRequest>(r => r.MaxSize == 1 && r.MinSize == null && r.StartTime!.Value.Hour == 20), default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutScheduledAction.Tool, new { group = "web", action = "night", max = 1 }));
    }

    [Fact]
    public async Task A_refresh_that_runs_stands_in_the_way_of_another()
    {
        Assert.StartsWith("i-1 (t3.micro, eu-west-1a, InService, Healthy) of web:2 -> terminated and replaced unless it matches web:3", (await PlanAsync(StartInstanceRefresh.Tool, new { group = "web" })).Effects[0], StringComparison.Ordinal);
        Client.DescribeInstanceRefreshesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse
        {
            InstanceRefreshes = [new() { InstanceRefreshId = "r-1", Status = InstanceRefreshStatus.InProgress, PercentageComplete = 40 }],
        });

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(StartInstanceRefresh.Tool, new { group = "web" }));

        Assert.Contains("r-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refresh_can_be_waited_for()
    {
        Client.StartInstanceRefreshAsync(default!, default).ReturnsForAnyArgs(new StartInstanceRefreshResponse { InstanceRefreshId = "r-2" });
        Client.DescribeInstanceRefreshesAsync(default!, default).ReturnsForAnyArgs(new DescribeInstanceRefreshesResponse
        {
            InstanceRefreshes = [new() { InstanceRefreshId = "r-2", Status = InstanceRefreshStatus.Failed, PercentageComplete = 50, StatusReason = "unhealthy" }],
        });

        var result = await RunAsync(StartInstanceRefresh.Tool, new { group = "web", wait = true });

        Assert.Equal(("Failed", "unhealthy"), (result.GetProperty("status").GetString(), result.GetProperty("reason").GetString()));
        await Client.Received().StartInstanceRefreshAsync(Arg.Is<StartInstanceRefreshRequest>(r => r.Preferences.MinHealthyPercentage == 90 && r.Preferences.SkipMatching == true), default);
    }

    [Fact]
    public async Task Attaching_tells_what_is_attached_already()
    {
        var plan = await PlanAsync(AttachTargetGroups.Tool, new { group = "web", targetGroupArns = new[] { "arn:tg", "arn:new" } });

        Assert.Equal(["arn:tg is attached already", "arn:new: the 2 instance(s) of web are registered"], plan.Effects);
    }
}
