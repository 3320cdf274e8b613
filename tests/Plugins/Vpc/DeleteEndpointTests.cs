using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteEndpointTests : NetworkTest
{
    [Fact]
    public async Task The_plan_names_the_tables_that_lose_their_way()
    {
        Assert.Contains("rtb-1 loses its route to it: every subnet without a table of its own", (await PlanAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-1" })).Effects);
    }

    [Fact]
    public async Task A_failure_that_EC2_calls_a_success_is_a_failure()
    {
        Client.DeleteVpcEndpointsAsync(default!, default).ReturnsForAnyArgs(new DeleteVpcEndpointsResponse
        {
            Unsuccessful = [new() { ResourceId = "vpce-9", Error = new() { Code = "InvalidVpcEndpoint.NotFound", Message = "The Vpc Endpoint Id 'vpce-9' does not exist" } }],
        });

        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-9" }));

        Assert.Equal((ToolErrorCode.NotFound, "InvalidVpcEndpoint.NotFound"), (e.Code, e.AwsErrorCode));
    }

    [Fact]
    public async Task It_is_deleted()
    {
        Client.DeleteVpcEndpointsAsync(Arg.Is<DeleteVpcEndpointsRequest>(r => r.VpcEndpointIds.Single() == "vpce-1"), default).Returns(new DeleteVpcEndpointsResponse());

        Assert.Equal("deleting", (await RunAsync(DeleteEndpoint.Tool, new { endpointId = "vpce-1" })).GetProperty("state").GetString());
    }
}
