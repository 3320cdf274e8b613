using Amazon.ElasticLoadBalancingV2;
using Amazon.ElasticLoadBalancingV2.Model;

namespace Infra.Plugins.Elb;

public sealed class ModifyLoadBalancerTests : ElbTest
{
    private readonly LoadBalancer lb = Lb;
    private SetSubnetsRequest? sent;

    public ModifyLoadBalancerTests()
    {
        Client.DescribeLoadBalancersAsync(default!, default).ReturnsForAnyArgs(new DescribeLoadBalancersResponse { LoadBalancers = [lb] });
        Client.SetSecurityGroupsAsync(default!, default).ReturnsForAnyArgs(new SetSecurityGroupsResponse { SecurityGroupIds = ["sg-2"] });
        Client.SetSubnetsAsync(Arg.Do<SetSubnetsRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new SetSubnetsResponse { AvailabilityZones = lb.AvailabilityZones });
    }

    [Fact]
    public async Task Groups_and_subnets_are_replaced_and_a_lost_zone_is_told()
    {
        var input = new { loadBalancer = "web", securityGroupIds = new[] { "sg-2" }, subnetIds = new[] { "subnet-2", "subnet-3" } };

        var plan = await PlanAsync(ModifyLoadBalancer.Tool, input);
        await RunAsync(ModifyLoadBalancer.Tool, input);

        Assert.Equal(
        [
            "web: security groups: sg-1 -> sg-2; connections that are open may be cut", "web: subnets: subnet-1 -> subnet-2, subnet-3",
            "WARNING: Without subnet-1 web has no address in eu-west-1a; targets there get requests only across zones. Clients may have "
                + "its address cached.",
            """To take it back: elb_modify_load_balancer {"loadBalancer":"web","securityGroupIds":["sg-1"],"subnetIds":["subnet-1"]}""",
        ], Lines(plan));
        Assert.Equal(["subnet-2", "subnet-3"], sent!.Subnets);
        Assert.Null(sent.SubnetMappings);
    }

    [Fact]
    public async Task Addresses_of_a_network_load_balancer_stay_with_their_subnets()
    {
        lb.Type = LoadBalancerTypeEnum.Network;
        lb.SecurityGroups = null;
        lb.AvailabilityZones[0].LoadBalancerAddresses = [new() { AllocationId = "eipalloc-1", IpAddress = "203.0.113.7" }];
        var input = new
        {
            loadBalancer = "web",
            subnetIds = new[] { "subnet-1", "subnet-2" },
            fixedAddresses = new Dictionary<string,
            string>
            { ["subnet-2"] = "eipalloc-2" }
        };

        var plan = await PlanAsync(ModifyLoadBalancer.Tool, input);
        Assert.Contains("cannot get any", Assert.Single((await PlanAsync(ModifyLoadBalancer.Tool,
            new { loadBalancer = "web", securityGroupIds = new[] { "sg-1" } })).Obstacles), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyLoadBalancer.Tool,
            new { loadBalancer = "web", fixedAddresses = new Dictionary<string, string> { ["subnet-9"] = "eipalloc-2" } }));
        await RunAsync(ModifyLoadBalancer.Tool, input);

        Assert.Equal("web: subnets: subnet-1 (eipalloc-1) -> subnet-1 (eipalloc-1), subnet-2 (eipalloc-2)", Lines(plan)[0]);
        Assert.Equal([("subnet-1", "eipalloc-1"), ("subnet-2", "eipalloc-2")], sent!.SubnetMappings.Select(m =>
            (m.SubnetId, m.AllocationId)));
    }

    [Fact]
    public async Task An_application_load_balancer_has_two_zones_and_no_fixed_addresses()
    {
        var plan = await PlanAsync(ModifyLoadBalancer.Tool, new
        {
            loadBalancer = "web",
            subnetIds = new[] { "subnet-1" },
            fixedAddresses = new Dictionary<string, string> { ["subnet-1"] = "10.0.0.9" }
        });

        Assert.Equal(["web is an application load balancer, which has no fixed addresses.",
            "An application load balancer needs subnets of two zones."], plan.Obstacles);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(ModifyLoadBalancer.Tool, new { loadBalancer = "web" }))).Code);
    }

    // What is left out goes back to AWS's default.
    [Fact]
    public async Task Settings_beside_subnets_and_groups_are_sent_as_they_are()
    {
        lb.Type = LoadBalancerTypeEnum.Network;
        lb.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = "off";
        lb.EnablePrefixForIpv6SourceNat = EnablePrefixForIpv6SourceNatEnum.On;
        lb.AvailabilityZones[0].SourceNatIpv6Prefixes = ["2001:db8::/80"];

        await RunAsync(ModifyLoadBalancer.Tool, new
        {
            loadBalancer = "web",
            securityGroupIds = new[] { "sg-2" },
            subnetIds = new[] { "subnet-1", "subnet-2" },
            fixedAddresses = new Dictionary<string, string> { ["subnet-2"] = "2001:db8:1::7" }
        });

        Assert.Equal(EnablePrefixForIpv6SourceNatEnum.On, sent!.EnablePrefixForIpv6SourceNat);
        Assert.Equal([("2001:db8::/80", null), (null, "2001:db8:1::7")],
            sent.SubnetMappings.Select(m => ((string?)m.SourceNatIpv6Prefix, (string?)m.IPv6Address)));
        await Client.Received().SetSecurityGroupsAsync(Arg.Is<SetSecurityGroupsRequest>(r =>
            r.EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic == "off"), Arg.Any<CancellationToken>());
    }

    // SetIpAddressType: "[Network Load Balancers and Gateway Load Balancers] The possible values are ipv4 and dualstack".
    [Theory]
    [InlineData("application", "internet-facing", 0)]
    [InlineData("application", "internal", 1)]
    [InlineData("network", "internet-facing", 1)]
    public async Task Not_every_load_balancer_is_without_public_IPv4(string type, string scheme, int obstacles)
    {
        (lb.Type, lb.Scheme, lb.IpAddressType) = (type, scheme, "ipv4");

        Assert.Equal(obstacles, (await PlanAsync(ModifyLoadBalancer.Tool,
            new { loadBalancer = "web", ipAddressType = "dualstack-without-public-ipv4" })).Obstacles.Count);
    }
}
