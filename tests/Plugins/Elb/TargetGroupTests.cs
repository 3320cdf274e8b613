using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class TargetGroupTests : ElbTest
{
    [Fact]
    public async Task Health_comes_with_the_reason_and_the_settings_of_the_check()
    {
        var health = await RunAsync(GetTargetHealth.Tool, new { targetGroup = "api", state = "unhealthy" });

        var target = Assert.Single(health.GetProperty("targets").EnumerateArray());
        Assert.Equal("Health checks failed with these codes: [404]", target.GetProperty("description").GetString());
        Assert.Equal(("/health", "200"), (health.GetProperty("healthCheck").GetProperty("path").GetString(), health.GetProperty("healthCheck").GetProperty("healthyCodes").GetString()));
        Assert.Equal(1, health.GetProperty("states").GetProperty("healthy").GetInt32());
    }

    [Fact]
    public async Task The_list_takes_the_name_of_a_load_balancer()
    {
        var page = await RunAsync(ListTargetGroups.Tool, new { loadBalancer = "web" });

        await Client.Received().DescribeTargetGroupsAsync(Arg.Is<DescribeTargetGroupsRequest>(r => r.LoadBalancerArn == LbArn), default);
        Assert.Equal("web", page.GetProperty("items")[0].GetProperty("loadBalancers")[0].GetString());
    }

    [Fact]
    public async Task Grpc_codes_go_where_AWS_looks_for_them()
    {
        Client.DescribeTargetGroupsAsync(default!, default).ReturnsForAnyArgs<DescribeTargetGroupsResponse>(_ => throw new TargetGroupNotFoundException("none"));
        Client.CreateTargetGroupAsync(default!, default).ReturnsForAnyArgs(new CreateTargetGroupResponse { TargetGroups = [Group] });
        var input = new { name = "api", protocol = "HTTP", port = 80, vpcId = "vpc-1", protocolVersion = "GRPC", healthyCodes = "0-12" };

        Assert.Empty((await PlanAsync(CreateTargetGroup.Tool, input)).Resources);
        await RunAsync(CreateTargetGroup.Tool, input);

        await Client.Received().CreateTargetGroupAsync(Arg.Is<CreateTargetGroupRequest>(r => r.Matcher.GrpcCode == "0-12" && r.Tags == null), default);
    }

    [Fact]
    public async Task A_name_that_is_taken_is_found_in_the_plan() =>
        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateTargetGroup.Tool, new { name = "api", targetType = "lambda" }))).Code);

    [Fact]
    public async Task Registering_tells_what_is_there_already()
    {
        var plan = await PlanAsync(RegisterTargets.Tool, new { targetGroup = "api", targets = new object[] { new { id = "i-2" }, new { id = "i-3", port = 8080 } } });

        Assert.Equal(["i-2:80 (unhealthy, Target.ResponseCodeMismatch) is registered already", "i-3:8080 -> registered, gets requests once healthy"], plan.Effects);
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task Deregistering_tells_the_delay_and_what_remains()
    {
        var plan = await PlanAsync(DeregisterTargets.Tool, new { targetGroup = "api", targets = new object[] { new { id = "i-1" } } });

        Assert.Equal(["i-1:80 (healthy) -> draining for at most 300 s, then gone from the group", "0 healthy target(s) remain"], plan.Effects);
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeregisterTargets.Tool, new { targetGroup = "api", targets = new object[] { new { id = "i-9" } } }))).Code);
    }

    [Fact]
    public async Task Deleting_a_group_in_use_says_that_AWS_will_refuse()
    {
        var plan = await PlanAsync(DeleteTargetGroup.Tool, new { targetGroup = "api" });

        Assert.Contains(plan.Effects, e => e.StartsWith("AWS will refuse: a listener or rule of web", StringComparison.Ordinal));
    }
}
