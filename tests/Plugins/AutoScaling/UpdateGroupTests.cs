using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class UpdateGroupTests : AsgTest
{
    [Fact]
    public async Task The_plan_tells_old_and_new_and_what_ends()
    {
        var plan =
            await PlanAsync(UpdateGroup.Tool,
            new { group = "web", min = 1, max = 1, launchTemplateVersion = "7", subnetIds = new[] { "subnet-2", "subnet-1" } });

        Assert.Equal(
        [
            "web: min: 1 (unchanged)",
            "web: max: 4 -> 1",
            "web: launch template: launch template web:3 -> launch template web:7",
            "web: subnets: subnet-1, subnet-2 (unchanged)",
            "web: desired capacity: 2 -> 1; it must lie between min and max",
            "1 of 1 instance(s): deleted; chosen by Default from i-1 (t3.micro, eu-west-1a, InService, Healthy); their instance-store data "
                + "is lost",
            "1 instance(s) of web: stays; protected from scale-in",
            "2 instance(s) of web: stays; they keep what they were launched with; new ones get the new launch template",
        ], Lines(plan));
        Assert.Equal("web", plan.Resources[0].Tags!["team"]);
    }

    [Fact]
    public async Task Only_what_differs_is_sent_and_can_be_taken_back()
    {
        var plan = await PlanAsync(UpdateGroup.Tool, new { group = "web", min = 1, max = 9 });
        var result = await RunAsync(UpdateGroup.Tool, new { group = "web", min = 1, max = 9 });

        Assert.Equal("""asg_update_group {"group":"web","min":1,"max":4}""", $"{plan.Undo!.Tool} {plan.Undo.Arguments}");
        Assert.Equal("set the max of web to 9", Assert.Single(result.GetProperty("changed").EnumerateArray()).GetString());
        await Client.Received().UpdateAutoScalingGroupAsync(
            Arg.Is<UpdateAutoScalingGroupRequest>(r => r.MaxSize == 9 && r.MinSize == null && r.HealthCheckType == null
                && r.VPCZoneIdentifier == null), default);
    }

    [Fact]
    public async Task What_is_so_already_is_not_sent()
    {
        Assert.Equal("Nothing changes.",
            Lines(await PlanAsync(UpdateGroup.Tool, new { group = "web", launchTemplateVersion = "3", launchTemplate = "web" }))[^2]);
        await RunAsync(UpdateGroup.Tool, new { group = "web", launchTemplate = "lt-1", launchTemplateVersion = "3" });

        await Client.DidNotReceiveWithAnyArgs().UpdateAutoScalingGroupAsync(default!, default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateGroup.Tool, new { group = "web" }));
    }

    // EC2-M9
    [Fact]
    public async Task No_launch_template_of_a_mixed_group_is_sent_with_both_name_and_id()
    {
        There(Weighted);
        UpdateAutoScalingGroupRequest? sent = null;
        await Client.UpdateAutoScalingGroupAsync(Arg.Do<UpdateAutoScalingGroupRequest>(r => sent = r), default);
        Client.ClearReceivedCalls();

        var plan = await PlanAsync(UpdateGroup.Tool, new { group = "web", launchTemplateVersion = "31" });
        await RunAsync(UpdateGroup.Tool, new { group = "web", launchTemplateVersion = "31" });

        Assert.Contains("launch template web-arm:5 of m7g.2xlarge: stays; the override names its own", Lines(plan));
        Assert.Null(sent!.LaunchTemplate);
        var template = sent.MixedInstancesPolicy.LaunchTemplate;
        Assert.Equal(("lt-1", null, "31"), Parts(template.LaunchTemplateSpecification));
        Assert.Equal(("lt-2", null, "5"), Parts(template.Overrides[1].LaunchTemplateSpecification));
        Assert.Equal(("m6i.xlarge", "4"), (template.Overrides[0].InstanceType, template.Overrides[0].WeightedCapacity));
        Assert.Equal(50, sent.MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity);
    }

    // EC2-H11b
    [Fact]
    public async Task Limits_of_a_weighted_group_are_told_in_units()
    {
        There(Weighted);

        var lines = Lines(await PlanAsync(UpdateGroup.Tool, new { group = "web", min = 16 }));

        Assert.Contains("8 units of launch template web-x86:30, 1 to 2 instances: created", lines);
    }

    [Fact]
    public async Task A_launch_configuration_has_no_versions_and_does_not_come_back()
    {
        var group = Web;
        (group.LaunchTemplate, group.LaunchConfigurationName) = (null, "old");
        There(group);

        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateGroup.Tool, new { group = "web", launchTemplateVersion = "2" }));
        var plan = await PlanAsync(UpdateGroup.Tool, new { group = "web", launchTemplate = "web" });

        Assert.Equal("web: launch template: launch configuration old -> launch template web:$Default", Lines(plan)[0]);
        Assert.Null(plan.Undo);
    }

    private static (string?, string?, string) Parts(LaunchTemplateSpecification t) => (t.LaunchTemplateId, t.LaunchTemplateName, t.Version);

    [Fact]
    public async Task The_maintenance_policy_is_set_as_one()
    {
        UpdateAutoScalingGroupRequest? sent = null;
        Client.UpdateAutoScalingGroupAsync(Arg.Do<UpdateAutoScalingGroupRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateAutoScalingGroupResponse());
        var input = new { group = "web", minHealthyPercentage = 90, maxHealthyPercentage = 120 };

        var plan = await PlanAsync(UpdateGroup.Tool, input);
        await RunAsync(UpdateGroup.Tool, input);

        Assert.Equal("web: maintenance policy: none -> 90 to 120 %", Lines(plan)[0]);
        Assert.Equal("""{"group":"web","minHealthyPercentage":-1,"maxHealthyPercentage":-1}""", plan.Undo!.Arguments.GetRawText());
        Assert.Equal((90, 120),
            (sent!.InstanceMaintenancePolicy.MinHealthyPercentage, sent.InstanceMaintenancePolicy.MaxHealthyPercentage));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(UpdateGroup.Tool, new { group = "web", minHealthyPercentage = 90 }));
    }
}
