using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class RegisterTargetsTests : ElbTest
{
    [Fact]
    public async Task The_plan_tells_what_is_there_already_and_takes_back_only_what_is_new()
    {
        var plan =
            await PlanAsync(RegisterTargets.Tool,
            new
            {
                targetGroup = "api",
                targets = new object[] { new { id = "i-2" }, new { id = "i-2", port = 8080 }, new { id = "i-3" } }
            });

        Assert.Equal(
        [
            "i-2:80 (unhealthy, Target.ResponseCodeMismatch): stays; it is registered already",
            "i-2:8080 in api: created; it gets requests once it is healthy",
            "i-3 in api: created; it gets requests once it is healthy",
            """To take it back: elb_deregister_targets {"targetGroup":"api","targets":[{"id":"i-2","port":8080},{"id":"i-3","port":80}]}""",
        ], Lines(plan));
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["team"]);
    }

    // EC2-M11, PUB-20
    [Fact]
    public async Task An_address_outside_the_VPC_is_registered_in_all_zones()
    {
        var group = Group;
        group.TargetType = TargetTypeEnum.Ip;
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [group] });
        var input = new { targetGroup = "api", targets = new[] { new { id = "10.99.0.5", availabilityZone = "all" } } };

        var plan = await PlanAsync(RegisterTargets.Tool, input);
        await RunAsync(RegisterTargets.Tool, input);

        Assert.Equal("10.99.0.5 in all zones in api: created; it gets requests once it is healthy", Lines(plan)[0]);
        await Client.Received()
            .RegisterTargetsAsync(Arg.Is<RegisterTargetsRequest>(r => r.Targets[0].AvailabilityZone == "all" && r.Targets[0].Port == null),
            default);
    }

    [Fact]
    public async Task A_zone_of_an_instance_is_an_obstacle() => Assert.Single((await PlanAsync(RegisterTargets.Tool,
        new { targetGroup = "api", targets = new[] { new { id = "i-3", availabilityZone = "eu-west-1a" } } })).Obstacles);

    [Fact]
    public async Task Waiting_goes_on_until_AWS_shows_the_target_as_healthy()
    {
        Targets([], [Target("i-3", 80, "initial")], [Target("i-3", 80, "unhealthy")], [Target("i-3", 80)]);

        var result = await RunAsync(RegisterTargets.Tool, new { targetGroup = "api", targets = new[] { new { id = "i-3" } }, wait = true });

        Assert.Equal("healthy", result.GetProperty("targets")[0].GetProperty("state").GetString());
        Assert.Equal(3, Progress.Count);
    }

    // EC2-M3
    [Fact]
    public async Task A_target_that_cannot_become_healthy_ends_the_wait_with_the_reason()
    {
        var stopped = Target("i-3", 80, "unused");
        (stopped.TargetHealth.Reason, stopped.TargetHealth.Description) =
            (TargetHealthReasonEnum.TargetInvalidState, "Target is in the stopped state");
        Targets([stopped]);

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(RegisterTargets.Tool, new { targetGroup = "api", targets = new[] { new { id = "i-3" } }, wait = true }));

        Assert.Equal("i-3:80 (unused, Target.InvalidState) cannot become healthy: Target is in the stopped state", error.Message);
    }
}
