using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ListRulesTests : ElbTest
{
    [Fact]
    public async Task Rules_come_from_all_pages_in_the_order_in_which_they_are_tried()
    {
        var second = Api;
        second.Priority = "9";
        Client.DescribeRulesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeRulesResponse { Rules = [Default, Api], NextMarker = "more" }, new DescribeRulesResponse { Rules = [second] });

        var page = await RunAsync(ListRules.Tool, new { listenerArn = ListenerArn });

        Assert.Equal(["9", "10", "default"], page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("priority").GetString()));
        await Client.Received().DescribeRulesAsync(Arg.Is<DescribeRulesRequest>(r => r.ListenerArn == ListenerArn && r.Marker == "more"),
            default);
    }
}
