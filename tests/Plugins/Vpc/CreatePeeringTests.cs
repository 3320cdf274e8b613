using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreatePeeringTests : NetworkTest
{
    [Fact]
    public async Task Blocks_that_overlap_and_a_connection_that_is_there_are_told()
    {
        Client.CreateVpcPeeringConnectionAsync(default!, default)
            .ReturnsForAnyArgs(new CreateVpcPeeringConnectionResponse
            {
                VpcPeeringConnection = new(
                )
                { VpcPeeringConnectionId = "pcx-3" }
            });

        var plan = await PlanAsync(CreatePeering.Tool, new { vpcId = "vpc-1", peerVpcId = "vpc-2" });
        var far = await PlanAsync(CreatePeering.Tool, new { vpcId = "vpc-1", peerVpcId = "vpc-2", peerAccountId = "111122223333" });
        await RunAsync(CreatePeering.Tool, new { vpcId = "vpc-1", peerVpcId = "vpc-2", peerAccountId = "111122223333" });

        Assert.Single(plan.Obstacles);
        Assert.StartsWith("There is one already: pcx-1", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Empty(far.Obstacles);
        Assert.Single(far.Unknown);
        await Client.Received().CreateVpcPeeringConnectionAsync(
            Arg.Is<CreateVpcPeeringConnectionRequest>(r => r.PeerOwnerId == "111122223333" && r.PeerVpcId == "vpc-2"), default);
    }
}
