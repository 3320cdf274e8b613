using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class AcceptPeeringTests : NetworkTest
{
    [Fact]
    public async Task Only_what_waits_can_be_accepted()
    {
        Client.AcceptVpcPeeringConnectionAsync(default!, default).ReturnsForAnyArgs(new AcceptVpcPeeringConnectionResponse());

        Assert.Equal("It is active, not pending-acceptance.",
            Assert.Single((await PlanAsync(AcceptPeering.Tool, new { peeringId = "pcx-1" })).Obstacles));
        Assert.Equal("provisioning", (await RunAsync(AcceptPeering.Tool, new { peeringId = "pcx-1" })).GetProperty("status").GetString());
    }

    [Fact]
    public async Task It_is_accepted_in_the_region_of_the_accepter()
    {
        Client.DescribeVpcPeeringConnectionsAsync(default!, default).ReturnsForAnyArgs(new DescribeVpcPeeringConnectionsResponse
        {
            VpcPeeringConnections = [new() { VpcPeeringConnectionId = "pcx-1", RequesterVpcInfo = new() { VpcId = "vpc-2" },
                AccepterVpcInfo = new() { VpcId = "vpc-1", Region = "us-east-1" }, Status = new() { Code = "pending-acceptance" } }],
        });

        Assert.Equal("It is accepted in the region of vpc-1, us-east-1.", Assert.Single((await PlanAsync(AcceptPeering.Tool,
            new { peeringId = "pcx-1" }, new() { Target = new(null, "eu-west-1"), Time = Time })).Obstacles));
        Assert.Empty((await PlanAsync(AcceptPeering.Tool,
            new { peeringId = "pcx-1" }, new() { Target = new(null, "us-east-1"), Time = Time })).Obstacles);
    }
}
