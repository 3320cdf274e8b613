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
}
