using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListEndpointsTests : NetworkTest
{
    [Theory]
    [InlineData("gateway-load-balancer", "GatewayLoadBalancer")]
    [InlineData("resource", "Resource")] // EC2-L9
    [InlineData("service-network", "ServiceNetwork")] // EC2-L9
    public async Task The_type_is_asked_for_in_EC2s_own_word(string type, string theirs)
    {
        Endpoint.VpcEndpointType = theirs;

        var page = await RunAsync(ListEndpoints.Tool, new { type });

        Assert.Equal(type, page.GetProperty("items")[0].GetProperty("type").GetString());

        Assert.Equal("rtb-1", page.GetProperty("items")[0].GetProperty("attachedTo")[0].GetString());
        await Client.Received()
            .DescribeVpcEndpointsAsync(Arg.Is<DescribeVpcEndpointsRequest>(r => r.Filters.Single().Values.Single() == theirs), default);
    }
}
