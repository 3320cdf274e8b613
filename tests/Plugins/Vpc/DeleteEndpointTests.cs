using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteEndpointTests : NetworkTest
{
    [Fact]
    public async Task The_plan_names_the_tables_that_lose_their_way()
    {
        Tables[0].Routes.Add(new() { DestinationPrefixListId = "pl-s3", GatewayId = "vpce-1", State = "active" });

        var plan = await PlanAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-1" });

        Assert.Equal(
        [
            "vpce-1 to com.amazonaws.eu-west-1.s3 (gateway, available): deleted; "
                + "traffic to the service then needs another way, or is dropped",
            "route pl-s3 to vpce-1 in rtb-1: deleted; for every subnet without a table of its own",
        ], Lines(plan with { NoUndo = null }));
        Assert.Equal(["vpce-1", "rtb-1"], plan.Resources.Select(r => r.Id));
    }

    // EC2 deletes a Gateway Load Balancer endpoint only when no route leads to it.
    [Fact]
    public async Task Routes_stand_in_the_way_of_a_Gateway_Load_Balancer_endpoint()
    {
        Endpoint.VpcEndpointType = "GatewayLoadBalancer";
        Tables[0].Routes.Add(new() { DestinationCidrBlock = "0.0.0.0/0", GatewayId = "vpce-1", State = "active" });

        Assert.Equal(["In the way: rtb-1 routes 0.0.0.0/0 to it: vpc_delete_route."],
            (await PlanAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-1" })).Obstacles);
    }

    [Fact]
    public async Task A_failure_that_EC2_calls_a_success_is_a_failure()
    {
        Client.DeleteVpcEndpointsAsync(default!, default).ReturnsForAnyArgs(new DeleteVpcEndpointsResponse
        {
            Unsuccessful = [new() { ResourceId = "vpce-9",
                Error = new() { Code = "InvalidVpcEndpoint.NotFound", Message = "The Vpc Endpoint Id 'vpce-9' does not exist" } }],
        });

        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-9" }));

        Assert.Equal((ToolErrorCode.NotFound, "InvalidVpcEndpoint.NotFound"), (e.Code, e.AwsErrorCode));
    }

    [Fact]
    public async Task It_is_deleted()
    {
        Client.DeleteVpcEndpointsAsync(Arg.Is<DeleteVpcEndpointsRequest>(r => r.VpcEndpointIds.Single() == "vpce-1"), default)
            .Returns(new DeleteVpcEndpointsResponse());

        Assert.Equal("deleting", (await RunAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-1" })).GetProperty("state").GetString());
    }
}
