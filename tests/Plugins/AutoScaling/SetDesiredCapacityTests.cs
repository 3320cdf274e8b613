using Amazon.AutoScaling;

namespace Infra.Plugins.AutoScaling;

public sealed class SetDesiredCapacityTests : AsgTest
{
    [Fact]
    public async Task Scaling_in_names_the_instances_that_may_end()
    {
        Assert.Equal(
        [
            "web: desired capacity: 2 -> 1",
            "1 of 1 instance(s): deleted; chosen by Default from i-1 (t3.micro, eu-west-1a, InService, Healthy); their instance-store data "
                + "is lost",
            "1 instance(s) of web: stays; protected from scale-in",
            "To take it back: asg_set_desired_capacity {\"group\":\"web\",\"desired\":2}",
        ], Lines(await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 1 })));
    }

    [Fact]
    public async Task Scaling_out_tells_what_starts_and_that_a_suspended_process_prevents_it()
    {
        var group = Web;
        group.SuspendedProcesses = [new() { ProcessName = "Launch" }];
        There(group);

        var plan = await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 4 });

        Assert.Contains("2 instance(s) of launch template web:3: created", Lines(plan));
        Assert.Equal("The process Launch of web is suspended: no instance starts until it is resumed.", Assert.Single(plan.Warnings));
    }

    [Fact]
    public async Task Beyond_the_limits_is_an_obstacle() => Assert.Equal(
        "web runs 1 to 4 instance(s); asg_update_group changes its limits.",
        Assert.Single((await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 5 })).Obstacles));

    // EC2-H11a
    [Fact]
    public async Task Waiting_for_zero_ends_when_the_last_instance_is_gone()
    {
        var (before, after) = (Web, Web);
        (before.MinSize, before.DesiredCapacity) = (0, 0);
        before.Instances.ForEach(i => i.LifecycleState = LifecycleState.Terminating);
        (after.MinSize, after.DesiredCapacity, after.Instances) = (0, 0, null);
        Then(before, after);

        var result = await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 0, wait = true });

        Assert.Equal((0, 0), (result.GetProperty("inService").GetInt32(), result.GetProperty("instances").GetInt32()));
        Assert.False(result.TryGetProperty("note", out _));
        Assert.Equal("0 of 0 instance(s) in service", Assert.Single(Progress).Message);
    }

    // EC2-H11b
    [Fact]
    public async Task The_plan_of_a_weighted_group_counts_units()
    {
        There(Weighted);

        var lines = Lines(await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 4 }));
        Assert.StartsWith("up to 4 units, 1 instance(s), of 2 instance(s): deleted; chosen by Default from i-1 (t3.micro", lines[1],
            StringComparison.Ordinal);
        Assert.Contains("weight 4", lines[1], StringComparison.Ordinal);
        Assert.Contains("8 units of launch template web-x86:30, 1 to 2 instances: created",
            Lines(await PlanAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 16 })));
    }

    // EC2-H11b, PUB-17
    [Theory]
    [InlineData(8, true)]   // Just reached.
    [InlineData(6, true)]   // A surplus of 2 is smaller than any instance.
    [InlineData(12, false)] // 4 units are missing.
    [InlineData(4, false)]  // One of the two will end.
    public async Task A_weighted_group_has_settled_when_the_weights_in_service_do(int desired, bool settled)
    {
        var group = Weighted;
        group.DesiredCapacity = desired;
        There(group);

        var result = await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired, wait = true });

        Assert.Equal(settled, !result.TryGetProperty("note", out _));
        Assert.Equal(("units", 8, 2), (
            result.GetProperty("unit").GetString(), result.GetProperty("inServiceCapacity").GetInt32(),
                result.GetProperty("inService").GetInt32()));
    }

    // EC2-H11b
    [Fact]
    public async Task Where_AWS_does_not_tell_the_vCPUs_of_an_instance_the_result_says_so()
    {
        var group = Web;
        (group.DesiredCapacity, group.DesiredCapacityType) = (8, "vcpu");
        There(group);

        var result = await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 8, wait = true });

        Assert.False(result.TryGetProperty("inServiceCapacity", out _));
        Assert.Contains("how many vCPUs each instance counts", result.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_on_standby_does_not_hold_up_the_wait()
    {
        var group = Web;
        group.Instances.Add(At("i-3", "eu-west-1a"));
        group.Instances[2].LifecycleState = LifecycleState.Standby;
        There(group);

        Assert.False((await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 2, wait = true }))
            .TryGetProperty("note", out _));
    }

    [Fact]
    public async Task A_group_whose_rest_is_protected_from_scale_in_has_settled()
    {
        var group = Web;
        group.DesiredCapacity = 1;
        group.Instances.ForEach(i => i.ProtectedFromScaleIn = true);
        There(group);

        Assert.False((await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 1, wait = true }))
            .TryGetProperty("note", out _));
    }

    // AWS may show the former capacity for a moment, in which all of it is in service.
    [Fact]
    public async Task The_former_capacity_does_not_end_the_wait()
    {
        var (old, fresh) = (Web, Web);
        old.Instances.ForEach(i => i.ProtectedFromScaleIn = false);
        fresh.DesiredCapacity = 3;
        fresh.Instances.Add(At("i-3", "eu-west-1a"));
        Then(old, fresh);

        var result = await RunAsync(SetDesiredCapacity.Tool, new { group = "web", desired = 3, wait = true });

        Assert.Equal((3, 3), (result.GetProperty("desired").GetInt32(), result.GetProperty("inService").GetInt32()));
    }
}
