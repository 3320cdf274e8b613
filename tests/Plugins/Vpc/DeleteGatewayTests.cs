using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteGatewayTests : NetworkTest
{
    [Fact]
    public async Task An_internet_gateway_is_detached_and_then_deleted()
    {
        await RunAsync(DeleteGateway.Tool, new { gatewayId = "igw-1" });

        Received.InOrder(() =>
        {
            Client.DetachInternetGatewayAsync(Arg.Is<DetachInternetGatewayRequest>(r => r.InternetGatewayId == "igw-1" && r.VpcId == "vpc-1"), default);
            Client.DeleteInternetGatewayAsync(Arg.Is<DeleteInternetGatewayRequest>(r => r.InternetGatewayId == "igw-1"), default);
        });
    }

    [Fact]
    public async Task The_plan_for_an_internet_gateway_names_public_addresses_and_then_the_routes()
    {
        var blocked = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "igw-1" });
        InterfaceList.Clear();
        var plan = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "igw-1" });

        Assert.Equal("In the way: eni-1 (instance i-1, 10.0.1.5, 203.0.113.7) has a public address", Assert.Single(blocked.Effects));
        Assert.Contains("rtb-2 loses its way to 0.0.0.0/0 for subnet-1", plan.Effects);
    }

    [Fact]
    public async Task The_address_of_a_NAT_gateway_stays_and_the_plan_says_so()
    {
        var plan = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "nat-1" });

        Assert.Contains("The Elastic IP 203.0.113.9 (eipalloc-1) is kept and costs by the hour: ec2_release_address.", plan.Effects);
    }

    [Fact]
    public async Task A_NAT_gateway_that_is_gone_has_no_plan_and_a_wait_ends_with_its_state()
    {
        Nat.State = "deleted";

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteGateway.Tool, new { gatewayId = "nat-1" }))).Code);
        Assert.Equal("deleted", (await RunAsync(DeleteGateway.Tool, new { gatewayId = "nat-1", wait = true })).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_egress_only_one_is_another_thing_at_EC2()
    {
        await RunAsync(DeleteGateway.Tool, new { gatewayId = "eigw-9" });

        await Client.Received().DeleteEgressOnlyInternetGatewayAsync(Arg.Is<DeleteEgressOnlyInternetGatewayRequest>(r => r.EgressOnlyInternetGatewayId == "eigw-9"), default);
    }
}
