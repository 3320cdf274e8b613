using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Elb;

public sealed class GetLoadBalancerTests : ElbTest
{
    [Fact]
    public async Task One_call_tells_where_requests_go_and_what_is_unhealthy()
    {
        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = "web" });

        var rules = lb.GetProperty("listeners")[0].GetProperty("rules");
        Assert.Equal("path-pattern /api/*", rules[0].GetProperty("conditions")[0].GetString());
        Assert.Equal(["forward to api", "answer 404"], rules.EnumerateArray().Select(r => r.GetProperty("action").GetString()));
        var group = lb.GetProperty("targetGroups")[0];
        Assert.Equal(1, group.GetProperty("healthy").GetInt32());
        Assert.Equal("Target.ResponseCodeMismatch", group.GetProperty("targets")[1].GetProperty("reason").GetString());
        Assert.Equal("web", lb.GetProperty("tags").GetProperty("team").GetString());
    }

    [Fact]
    public async Task A_network_load_balancer_is_not_asked_for_rules()
    {
        Client.DescribeListenersAsync(default!, default).ReturnsForAnyArgs(new DescribeListenersResponse { Listeners = [new() { ListenerArn = ListenerArn, Protocol = ProtocolEnum.TCP, Port = 53, DefaultActions = Api.Actions }] });

        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = LbArn });

        Assert.Equal("forward to api", lb.GetProperty("listeners")[0].GetProperty("rules")[0].GetProperty("action").GetString());
        await Client.DidNotReceiveWithAnyArgs().DescribeRulesAsync(default!, default);
    }

    [Fact]
    public async Task A_load_balancer_without_target_groups_is_no_error()
    {
        Client.DescribeTargetGroupsAsync(default!, default).ThrowsAsyncForAnyArgs(new TargetGroupNotFoundException("One or more target groups not found"));

        var lb = await RunAsync(GetLoadBalancer.Tool, new { loadBalancer = LbArn });

        Assert.Equal(0, lb.GetProperty("targetGroups").GetArrayLength());
    }
}
