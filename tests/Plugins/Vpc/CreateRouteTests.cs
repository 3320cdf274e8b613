using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateRouteTests : NetworkTest
{
    [Theory]
    [InlineData("0.0.0.0/0", "igw-1")]
    [InlineData("::/0", "eigw-1")]
    [InlineData("10.9.0.0/16", "pcx-1")]
    [InlineData("pl-1", "vpce-1")]
    [InlineData("10.9.0.0/16", "nat-1")]
    [InlineData("10.9.0.0/16", "tgw-1")]
    [InlineData("10.9.0.0/16", "eni-1")]
    [InlineData("10.9.0.0/16", "i-1")]
    [InlineData("10.9.0.0/16", "vgw-1")]
    public async Task Destination_and_target_go_where_EC2_wants_them(string destination, string target)
    {
        CreateRouteRequest? sent = null;
        Client.CreateRouteAsync(Arg.Do<CreateRouteRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateRouteResponse());

        await RunAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target });

        string?[] targets =
        [
            sent!.GatewayId, sent.EgressOnlyInternetGatewayId, sent.VpcPeeringConnectionId, sent.VpcEndpointId, sent.NatGatewayId, sent.TransitGatewayId, sent.NetworkInterfaceId, sent.InstanceId,
        ];
        Assert.Equal(target, Assert.Single(targets, t => t is not null));
        Assert.Equal(destination, Assert.Single([sent.DestinationCidrBlock, sent.DestinationIpv6CidrBlock, sent.DestinationPrefixListId], d => d is not null));
    }

    [Theory]
    [InlineData("0.0.0.0/0", "vpc-1")]
    [InlineData("everywhere", "igw-1")]
    public async Task What_is_no_destination_or_target_is_refused_before_any_request(string destination, string target)
    {
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target }))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target }))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task Only_replace_changes_a_route_that_is_there()
    {
        var arguments = new { routeTableId = "rtb-2", destination = "0.0.0.0/0", target = "nat-1", replace = true };

        var plan = await PlanAsync(CreateRoute.Tool, arguments with { replace = false });
        var result = await RunAsync(CreateRoute.Tool, arguments);

        Assert.Equal("igw-1", result.GetProperty("previousTarget").GetString());
        await Client.Received().ReplaceRouteAsync(Arg.Is<ReplaceRouteRequest>(r => r.NatGatewayId == "nat-1" && r.DestinationCidrBlock == "0.0.0.0/0" && r.RouteTableId == "rtb-2"), default);
        await Client.DidNotReceiveWithAnyArgs().CreateRouteAsync(default!, default);
        Assert.Equal(["0.0.0.0/0: igw-1 -> nat-1", "Directs the traffic of subnet-1.", "AWS will refuse: the route exists. Pass replace to change its target."], plan.Effects);
    }

    [Fact]
    public async Task The_plan_warns_that_subnets_become_public()
    {
        var plan = await PlanAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination = "0.0.0.0/0", target = "igw-1" });

        Assert.Contains(plan.Effects, e => e.StartsWith("WARNING: makes these subnets public", StringComparison.Ordinal));
        Assert.Contains("Directs the traffic of every subnet without a table of its own.", plan.Effects);
    }
}
