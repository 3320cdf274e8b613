using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListEndpointsTests : NetworkTest
{
    [Fact]
    public async Task The_type_is_asked_for_in_EC2s_own_word()
    {
        var page = await RunAsync(ListEndpoints.Tool, new { type = "gateway-load-balancer" });

        Assert.Equal("rtb-1", page.GetProperty("items")[0].GetProperty("attachedTo")[0].GetString());
        await Client.Received().DescribeVpcEndpointsAsync(Arg.Is<DescribeVpcEndpointsRequest>(r => r.Filters.Single().Values.Single() == "GatewayLoadBalancer"), default);
    }
}
