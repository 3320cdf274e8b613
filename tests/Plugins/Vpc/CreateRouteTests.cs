using Amazon.EC2;
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
    [InlineData("10.9.0.0/16", "lgw-1")]
    [InlineData("10.9.0.0/16", "cagw-1")]
    [InlineData("10.9.0.0/16", "arn:aws-us-gov:networkmanager::1:core-network/core-network-1")]
    public async Task Destination_and_target_go_where_EC2_wants_them(string destination, string target)
    {
        CreateRouteRequest? sent = null;
        Client.CreateRouteAsync(Arg.Do<CreateRouteRequest>(r => sent = r), default).ReturnsForAnyArgs(new CreateRouteResponse());

        await RunAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target });

        string?[] targets =
        [
            sent!.GatewayId, sent.EgressOnlyInternetGatewayId, sent.VpcPeeringConnectionId, sent.VpcEndpointId, sent.NatGatewayId,
            sent.TransitGatewayId, sent.NetworkInterfaceId, sent.InstanceId, sent.LocalGatewayId, sent.CarrierGatewayId,
            sent.CoreNetworkArn,
        ];
        Assert.Equal(target, Assert.Single(targets, t => t is not null));
        Assert.Equal(destination,
            Assert.Single([sent.DestinationCidrBlock, sent.DestinationIpv6CidrBlock, sent.DestinationPrefixListId], d => d is not null));
    }

    [Theory]
    [InlineData("0.0.0.0/0", "vpc-1")]
    [InlineData("everywhere", "igw-1")]
    public async Task What_is_no_destination_or_target_is_refused_before_any_request(string destination, string target)
    {
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target }))).Code);
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target }))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task An_egress_only_gateway_takes_no_IPv4_traffic()
    {
        var plan = await PlanAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination = "10.9.0.0/16", target = "eigw-1" });

        Assert.Contains(plan.Obstacles, o => o.Contains("IPv6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_replace_changes_a_route_that_is_there()
    {
        var arguments = new { routeTableId = "rtb-2", destination = "0.0.0.0/0", target = "nat-1", replace = true };

        var plan = await PlanAsync(CreateRoute.Tool, arguments with { replace = false });
        var result = await RunAsync(CreateRoute.Tool, arguments);

        Assert.Equal("igw-1", result.GetProperty("previousTarget").GetString());
        await Client.Received().ReplaceRouteAsync(Arg.Is<ReplaceRouteRequest>(r =>
            r.NatGatewayId == "nat-1" && r.DestinationCidrBlock == "0.0.0.0/0" && r.RouteTableId == "rtb-2"), default);
        await Client.DidNotReceiveWithAnyArgs().CreateRouteAsync(default!, default);
        Assert.Equal(["route 0.0.0.0/0 in rtb-2: target: igw-1 -> nat-1; it directs the traffic of subnet-1"],
            Lines(plan with { Obstacles = [], Undo = null }));
        Assert.Contains("Pass replace", Assert.Single(plan.Obstacles));
        Assert.Equal(
            """{"routeTableId":"rtb-2","destination":"0.0.0.0/0","target":"igw-1","replace":true}""", plan.Undo!.Arguments.ToString());
    }

    [Fact]
    public async Task A_route_that_is_there_is_not_replaced_unasked()
    {
        var e = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateRoute.Tool, new { routeTableId = "rtb-2", destination = "0.0.0.0/0", target = "nat-1" }));

        Assert.Equal(ToolErrorCode.Conflict, e.Code);
        await Client.DidNotReceiveWithAnyArgs().CreateRouteAsync(default!, default);
    }

    // EC2 answers RouteAlreadyExists, whatever the target.
    [Fact]
    public async Task A_route_that_leads_there_already_is_left_alone()
    {
        var arguments = new { routeTableId = "rtb-2", destination = "0.0.0.0/0", target = "igw-1" };

        Assert.Equal(ChangeKind.None, Assert.Single((await PlanAsync(CreateRoute.Tool, arguments)).Changes).Kind);
        await RunAsync(CreateRoute.Tool, arguments);

        await Client.DidNotReceiveWithAnyArgs().CreateRouteAsync(default!, default);
    }

    [Fact]
    public async Task A_propagated_route_does_not_stand_in_the_way_of_one_of_the_tables_own()
    {
        Tables[0].Routes.Add(new()
        {
            DestinationCidrBlock = "10.9.0.0/16",
            GatewayId = "vgw-1",
            Origin = RouteOrigin.EnableVgwRoutePropagation,
            State = "active"
        });
        var arguments = new { routeTableId = "rtb-1", destination = "10.9.0.0/16", target = "nat-1" };

        Assert.Empty((await PlanAsync(CreateRoute.Tool, arguments)).Obstacles);
        await RunAsync(CreateRoute.Tool, arguments);

        await Client.ReceivedWithAnyArgs().CreateRouteAsync(default!, default);
    }

    // EC2-L1, PUB-24
    [Theory]
    [InlineData("10.9.255.18/16", "10.9.0.0/16")]
    [InlineData("2001:DB8:A:0::/48", "2001:db8:a::/48")]
    public async Task A_destination_is_sent_and_found_as_EC2_keeps_it(string destination, string canonical)
    {
        Tables[1].Routes.Add(
            new() { DestinationIpv6CidrBlock = "2001:db8:a::/48", EgressOnlyInternetGatewayId = "eigw-1", State = "active" });

        var plan = await PlanAsync(CreateRoute.Tool, new { routeTableId = "rtb-2", destination, target = "eni-1" });
        await RunAsync(CreateRoute.Tool, new { routeTableId = "rtb-2", destination, target = "eni-1", replace = true });

        Assert.Contains(canonical, Assert.Single(plan.Obstacles));
        await Client.Received().ReplaceRouteAsync(
            Arg.Is<ReplaceRouteRequest>(r => (r.DestinationCidrBlock ?? r.DestinationIpv6CidrBlock) == canonical),
                Arg.Any<CancellationToken>());
    }

    // EC2-M7: two halves are the whole here, too.
    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("128.0.0.0/1")]
    public async Task The_plan_warns_that_subnets_become_public(string destination)
    {
        Tables[0].Routes.Add(new() { DestinationCidrBlock = "0.0.0.0/1", GatewayId = "igw-1", State = "active" });

        var plan = await PlanAsync(CreateRoute.Tool, new { routeTableId = "rtb-1", destination, target = "igw-1" });

        Assert.StartsWith("This makes these subnets public", Assert.Single(plan.Warnings));
        Assert.Contains("every subnet without a table of its own", Assert.Single(plan.Changes).Note);
        Assert.Equal("vpc_delete_route", plan.Undo!.Tool);
    }
}
