using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class DeleteLoadBalancerTests : ElbTest
{
    [Fact]
    public async Task The_plan_tells_everything_that_goes_and_stays()
    {
        var plan = await PlanAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });

        Assert.Equal(
        [
            "AWS will refuse: deletion protection is on. elb_modify_attributes switches it off.",
            "web-1.eu-west-1.elb.amazonaws.com stops answering; records that point to it lead nowhere",
            "HTTPS:443 10: path-pattern /api/* -> forward to api is deleted",
            "HTTPS:443 default -> answer 404 is deleted",
            "target group api stays and gets no requests: i-1:80 (healthy), i-2:80 (unhealthy, Target.ResponseCodeMismatch)",
        ], plan.Effects);
        Assert.Equal([LbArn, ListenerArn, RuleArn], plan.Resources.Select(r => r.Id));
        Assert.All(plan.Resources, r => Assert.Equal("web", r.Tags!["team"]));
    }

    [Fact]
    public async Task A_name_becomes_an_ARN()
    {
        await RunAsync(DeleteLoadBalancer.Tool, new { loadBalancer = "web" });

        await Client.Received().DeleteLoadBalancerAsync(Arg.Is<DeleteLoadBalancerRequest>(r => r.LoadBalancerArn == LbArn), default);
    }

    [Fact]
    public async Task Attributes_are_planned_from_old_to_new()
    {
        var plan = await PlanAsync(ModifyAttributes.Tool, new { loadBalancer = "web", attributes = new Dictionary<string, string> { ["deletion_protection.enabled"] = "false" } });

        Assert.Equal("deletion_protection.enabled: true -> false", Assert.Single(plan.Effects));
        Assert.Contains("deletion_protection.enabled = true", plan.Resources[0].State, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyAttributes.Tool, new { loadBalancer = "web", targetGroup = "api", attributes = new Dictionary<string, string> { ["a"] = "b" } }));
    }
}
