using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeletePeeringTests : NetworkTest
{
    [Fact]
    public async Task Routes_over_it_become_blackholes()
    {
        Tables[0].Routes.Add(new() { DestinationCidrBlock = "10.2.0.0/16", VpcPeeringConnectionId = "pcx-1" });

        var plan = await PlanAsync(DeletePeering.Tool, new { peeringId = "pcx-1" });
        await RunAsync(DeletePeering.Tool, new { peeringId = "pcx-1" });

        Assert.Contains("route 10.2.0.0/16 to pcx-1 in rtb-1: stays; it leads nowhere then (blackhole): vpc_delete_route", Lines(plan));
        await Client.ReceivedWithAnyArgs(1).DeleteVpcPeeringConnectionAsync(default!, default);
    }

    [Theory]
    [InlineData("deleted", 1)]
    [InlineData("rejected", 1)]
    [InlineData("expired", 1)]
    [InlineData("pending-acceptance", 0)]
    public async Task What_has_ended_cannot_be_deleted(string status, int obstacles)
    {
        Client.DescribeVpcPeeringConnectionsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcPeeringConnectionsResponse
        {
            VpcPeeringConnections = [new() { VpcPeeringConnectionId = "pcx-1", RequesterVpcInfo = new() { VpcId = "vpc-2" },
                AccepterVpcInfo = new() { VpcId = "vpc-1" }, Status = new() { Code = status } }],
        });

        Assert.Equal(obstacles, (await PlanAsync(DeletePeering.Tool, new { peeringId = "pcx-1" })).Obstacles.Count);
    }
}
