using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class DeregisterTargetsTests : ElbTest
{
    [Fact]
    public async Task The_plan_tells_the_delay_and_what_remains()
    {
        Assert.Equal(
        [
            "i-1:80 (healthy) in api: deleted; after draining for at most 300 s",
            "0 healthy target(s) in api: stays",
            "WARNING: No healthy target remains in api.",
            """To take it back: elb_register_targets {"targetGroup":"api","targets":[{"id":"i-1","port":80}]}""",
        ], Lines(await PlanAsync(DeregisterTargets.Tool, Input("i-1"))));
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeregisterTargets.Tool, Input("i-9")))).Code);
    }

    // EC2-H5, PUB-19
    [Fact]
    public async Task Every_registration_of_an_id_is_sent_with_its_port()
    {
        Targets([Target("i-1", 8081), Target("i-1", 8080), Target("i-2", 80)],
            [Target("i-1", 8080, "draining"), Target("i-1", 8081, "draining"), Target("i-2", 80)]);

        var result = await RunAsync(DeregisterTargets.Tool, Input("i-1"));

        await Client.Received().DeregisterTargetsAsync(Arg.Is<DeregisterTargetsRequest>(r =>
            r.Targets.Count == 2 && r.Targets[0].Port == 8080 && r.Targets[1].Port == 8081 && r.Targets.All(t => t.Id == "i-1")), default);
        Assert.Equal((2, 0, 1),
            (result.GetProperty("draining").GetArrayLength(), result.GetProperty("stillRegistered").GetArrayLength(),
            result.GetProperty("remaining").GetInt32()));
    }

    // EC2-H5
    [Fact]
    public async Task A_target_that_AWS_did_not_touch_is_not_told_as_draining()
    {
        Targets([Target("i-1", 8080)]);

        var result = await RunAsync(DeregisterTargets.Tool, Input("i-1"));

        Assert.Equal(0, result.GetProperty("draining").GetArrayLength());
        Assert.Equal("healthy", result.GetProperty("stillRegistered")[0].GetProperty("state").GetString());
        Assert.Equal(1, result.GetProperty("remaining").GetInt32());
    }

    // EC2-M11
    [Fact]
    public async Task An_address_outside_the_VPC_leaves_with_its_zone()
    {
        var group = Group;
        group.TargetType = TargetTypeEnum.Ip;
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeTargetGroupsResponse { TargetGroups = [group] });
        Targets([Target("10.99.0.5", 443, zone: "all")]);

        Assert.Contains("\"availabilityZone\":\"all\"",
            (await PlanAsync(DeregisterTargets.Tool, Input("10.99.0.5"))).Undo!.Arguments.GetRawText(), StringComparison.Ordinal);
        await RunAsync(DeregisterTargets.Tool, Input("10.99.0.5"));

        await Client.Received().DeregisterTargetsAsync(Arg.Is<DeregisterTargetsRequest>(r => r.Targets[0].AvailabilityZone == "all"),
            default);
    }

    [Fact]
    public async Task Waiting_ends_when_the_last_one_is_gone()
    {
        Targets([Target("i-1", 80)], [Target("i-1", 80, "draining")], []);

        var result = await RunAsync(DeregisterTargets.Tool,
            new { targetGroup = "api", targets = new[] { new { id = "i-1" } }, wait = true });

        Assert.Equal(0, result.GetProperty("draining").GetArrayLength());
        Assert.Equal("1 targets are draining", Assert.Single(Progress).Message);
    }

    private static object Input(string id) => new { targetGroup = "api", targets = new[] { new { id } } };
}
