using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteRouteTests : NetworkTest
{
    [Fact]
    public async Task The_plan_names_the_route_and_whose_it_is()
    {
        var plan = await PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "0.0.0.0/0" });

        Assert.Equal(
        [
            "route 0.0.0.0/0 to igw-1 in rtb-2: deleted; traffic of subnet-1 to 0.0.0.0/0 then takes a wider route, or is dropped",
            """To take it back: vpc_create_route {"routeTableId":"rtb-2","destination":"0.0.0.0/0","target":"igw-1"}""",
        ], Lines(plan));
    }

    // EC2-L1
    [Fact]
    public async Task A_route_is_found_by_any_address_of_its_block()
    {
        Assert.Contains("10.9.0.0/16 to pcx-9",
            (await PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "10.9.8.7/16" })).Changes[0].Resource);
        await RunAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "10.9.8.7/16" });

        await Client.Received()
            .DeleteRouteAsync(Arg.Is<DeleteRouteRequest>(r => r.DestinationCidrBlock == "10.9.0.0/16"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_route_that_is_not_there_has_no_plan() =>
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(
            () => PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "192.168.0.0/16" }))).Code);

    [Fact]
    public async Task The_local_route_and_that_of_a_gateway_endpoint_cannot_be_deleted()
    {
        Tables[0].Routes.Add(new() { DestinationPrefixListId = "pl-s3", GatewayId = "vpce-1", State = "active" });

        Assert.Contains("local route",
            Assert.Single((await PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-1", destination = "10.0.0.0/16" })).Obstacles));
        Assert.Contains("vpc_delete_endpoint",
            Assert.Single((await PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-1", destination = "pl-s3" })).Obstacles));
    }

    [Fact]
    public async Task An_IPv6_route_is_named_as_such()
    {
        await RunAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "::/0" });

        await Client.Received().DeleteRouteAsync(
            Arg.Is<DeleteRouteRequest>(r => r.DestinationIpv6CidrBlock == "::/0" && r.DestinationCidrBlock == null), default);
    }
}
