using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class CreateLoadBalancerTests : ElbTest
{
    private static readonly object Input = new { name = "new", subnetIds = new[] { "subnet-1", "subnet-2" }, deletionProtection = true, wait = true };

    public CreateLoadBalancerTests() => Client.DescribeLoadBalancersAsync(Arg.Is<DescribeLoadBalancersRequest>(r => r.Names != null), default)
        .Returns<DescribeLoadBalancersResponse>(_ => throw new LoadBalancerNotFoundException("none"));

    [Fact]
    public async Task It_is_internal_and_protected_when_asked()
    {
        Client.CreateLoadBalancerAsync(default!, default).ReturnsForAnyArgs(new CreateLoadBalancerResponse { LoadBalancers = [new() { LoadBalancerArn = LbArn, LoadBalancerName = "new" }] });

        Assert.Contains("internal: it has private addresses only", (await PlanAsync(CreateLoadBalancer.Tool, Input)).Effects);
        var made = await RunAsync(CreateLoadBalancer.Tool, Input);

        Assert.Equal("active", made.GetProperty("state").GetString());
        await Client.Received().CreateLoadBalancerAsync(Arg.Is<CreateLoadBalancerRequest>(r => r.Scheme == LoadBalancerSchemeEnum.Internal && r.SecurityGroups == null), default);
        await Client.Received().ModifyLoadBalancerAttributesAsync(Arg.Is<ModifyLoadBalancerAttributesRequest>(r => r.Attributes[0].Key == "deletion_protection.enabled"), default);
    }
}
