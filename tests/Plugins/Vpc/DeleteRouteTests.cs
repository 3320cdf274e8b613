using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteRouteTests : NetworkTest
{
    [Fact]
    public async Task The_plan_names_the_route_and_whose_it_is()
    {
        var plan = await PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "0.0.0.0/0" });

        Assert.Equal("0.0.0.0/0 -> igw-1 -> removed", plan.Effects[0]);
        Assert.Contains("subnet-1", plan.Effects[1]);
    }

    [Theory]
    [InlineData("192.168.0.0/16", ToolErrorCode.NotFound)]
    [InlineData("10.0.0.0/16", ToolErrorCode.Conflict)]
    public async Task A_route_that_is_not_there_or_local_has_no_plan(string destination, ToolErrorCode code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination }))).Code);

    [Fact]
    public async Task An_IPv6_route_is_named_as_such()
    {
        await RunAsync(DeleteRoute.Tool, new { routeTableId = "rtb-2", destination = "::/0" });

        await Client.Received().DeleteRouteAsync(Arg.Is<DeleteRouteRequest>(r => r.DestinationIpv6CidrBlock == "::/0" && r.DestinationCidrBlock == null), default);
    }
}
