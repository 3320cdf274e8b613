using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ListLoadBalancersTests : ElbTest
{
    [Fact]
    public async Task What_AWS_cannot_filter_is_filtered_over_its_pages()
    {
        var inside = Lb;
        (inside.LoadBalancerName, inside.Scheme) = ("inside", LoadBalancerSchemeEnum.Internal);
        Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.Marker == "m" && r.PageSize == 400), default)
            .Returns(new DescribeLoadBalancersResponse { LoadBalancers = [Lb], NextMarker = "more" });
        Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.Marker == "more"), default)
            .Returns(new DescribeLoadBalancersResponse { LoadBalancers = [inside] });

        var page = await RunAsync(ListLoadBalancers.Tool, new { scheme = "internal", limit = 500, cursor = "m" });

        var row = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("inside", "HTTPS:443"), (row.GetProperty("name").GetString(), row.GetProperty("listeners")[0].GetString()));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task No_load_balancers_is_an_empty_page()
    {
        Client.DescribeLoadBalancersAsync(default!, default).ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = null });

        Assert.True((await RunAsync(ListLoadBalancers.Tool, new { })).GetProperty("complete").GetBoolean());
    }
}
