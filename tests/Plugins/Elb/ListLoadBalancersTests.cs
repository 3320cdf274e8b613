using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ListLoadBalancersTests : ElbTest
{
    [Fact]
    public async Task What_AWS_cannot_filter_is_filtered_and_the_marker_goes_on()
    {
        DescribeLoadBalancersRequest? sent = null;
        Client.DescribeLoadBalancersAsync(Arg.Do<DescribeLoadBalancersRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = [Lb], NextMarker = "more" });

        var page = await RunAsync(ListLoadBalancers.Tool, new { scheme = "internal", limit = 500, cursor = "m" });

        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
        Assert.Equal((400, "m"), (sent!.PageSize!.Value, sent.Marker));
    }

    [Fact]
    public async Task No_load_balancers_is_an_empty_page()
    {
        Client.DescribeLoadBalancersAsync(default!, default).ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = null });

        Assert.True((await RunAsync(ListLoadBalancers.Tool, new { })).GetProperty("complete").GetBoolean());
    }
}
