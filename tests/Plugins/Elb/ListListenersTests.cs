using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ListListenersTests : ElbTest
{
    [Fact]
    public async Task The_list_tells_the_default_action_and_all_certificates()
    {
        var row = (await RunAsync(ListListeners.Tool, new { loadBalancer = "web" })).GetProperty("items")[0];

        Assert.Equal("answer 404", row.GetProperty("defaultAction").GetString());
        Assert.Equal([Certificate("1"), Certificate("2")], row.GetProperty("certificates").EnumerateArray().Select(c => c.GetString()));
        await Client.Received().DescribeListenersAsync(Arg.Is<DescribeListenersRequest>(r => r.LoadBalancerArn == LbArn), default);
    }

    // EC2-L7
    [Fact]
    public async Task A_listener_without_a_port_has_none_in_the_list()
    {
        Client.DescribeListenersAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeListenersResponse
            {
                Listeners =
                [new() { ListenerArn = ListenerArn, DefaultActions = Api.Actions }]
            });

        Assert.False((await RunAsync(ListListeners.Tool, new { loadBalancer = "web" })).GetProperty("items")[0]
            .TryGetProperty("protocol", out _));
    }
}
