using Amazon.ElasticLoadBalancingV2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Elb;

public sealed class ListTargetGroupsTests : ElbTest
{
    [Fact]
    public async Task The_list_takes_the_name_of_a_load_balancer()
    {
        var page = await RunAsync(ListTargetGroups.Tool, new { loadBalancer = "web" });

        await Client.Received().DescribeTargetGroupsAsync(Arg.Is<DescribeTargetGroupsRequest>(r => r.LoadBalancerArn == LbArn), default);
        Assert.Equal("""{"healthy":1,"unhealthy":1}""", page.GetProperty("items")[0].GetProperty("health").GetRawText());
        Assert.Equal("web", page.GetProperty("items")[0].GetProperty("loadBalancers")[0].GetString());
    }

    [Fact]
    public async Task A_load_balancer_without_target_groups_has_an_empty_list()
    {
        Client.DescribeTargetGroupsAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new TargetGroupNotFoundException("One or more target groups not found"));

        Assert.True((await RunAsync(ListTargetGroups.Tool, new { loadBalancer = LbArn })).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Health_that_may_not_be_read_is_noted_and_left_out()
    {
        Client.DescribeTargetHealthAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new Amazon.ElasticLoadBalancingV2.AmazonElasticLoadBalancingV2Exception("no")
            {
                ErrorCode =
            "AccessDenied",
                StatusCode = System.Net.HttpStatusCode.Forbidden
            });

        var page = await RunAsync(ListTargetGroups.Tool, new { });

        Assert.False(page.GetProperty("items")[0].TryGetProperty("health", out _));
        Assert.Equal("The health of api: not known (AccessDenied).", page.GetProperty("note").GetString());
    }
}
