using Amazon.EC2;
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
            Client.DetachInternetGatewayAsync(
                Arg.Is<DetachInternetGatewayRequest>(r => r.InternetGatewayId == "igw-1" && r.VpcId == "vpc-1"), default);
            Client.DeleteInternetGatewayAsync(Arg.Is<DeleteInternetGatewayRequest>(r => r.InternetGatewayId == "igw-1"), default);
        });
    }

    [Fact]
    public async Task The_plan_for_an_internet_gateway_names_public_addresses_and_then_the_routes()
    {
        var blocked = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "igw-1" });
        InterfaceList.Clear();
        var plan = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "igw-1" });

        Assert.Equal(["In the way: eni-1 (instance i-1, 10.0.1.5, 203.0.113.7) has a public address."], blocked.Obstacles);
        Assert.Empty(plan.Obstacles);
        Assert.Equal(["The route 0.0.0.0/0 to igw-1 in rtb-2 leads nowhere then, for subnet-1."], plan.Warnings);
    }

    [Fact]
    public async Task The_address_of_a_NAT_gateway_stays_and_the_plan_says_so()
    {
        var plan = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "nat-1" });

        Assert.Equal(
        [
            "nat gateway nat-1 in vpc-1, subnet-1: deleted",
                "Elastic IP 203.0.113.9 (eipalloc-1): stays; it costs by the hour until ec2_release_address",
        ], Lines(plan with { NoUndo = null }));
    }

    [Fact]
    public async Task Of_a_regional_NAT_gateway_it_is_not_promised_that_addresses_stay() // EC2-L17
    {
        Nat.AvailabilityMode = "regional";

        var plan = await PlanAsync(DeleteGateway.Tool, new { gatewayId = "nat-1" });

        Assert.DoesNotContain(plan.Changes, c => c.Resource.Contains("Elastic IP", StringComparison.Ordinal));
        Assert.Contains("regional", Assert.Single(plan.Unknown));
    }

    [Fact]
    public async Task A_gateway_that_was_detached_and_not_deleted_is_told() // EC2-M1
    {
        Client.DeleteInternetGatewayAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DeleteInternetGatewayResponse>(
            new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteGateway.Tool, new { gatewayId = "igw-1" }, context));

        Assert.Equal("detached igw-1 from vpc-1", Assert.Single(context.Steps).What);
    }

    [Fact]
    public async Task A_NAT_gateway_that_is_gone_has_no_plan_and_a_wait_ends_with_its_state()
    {
        Nat.State = "deleted";

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteGateway.Tool, new { gatewayId = "nat-1" }))).Code);
        Assert.Equal(
            "deleted", (await RunAsync(DeleteGateway.Tool, new { gatewayId = "nat-1", wait = true })).GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_egress_only_one_is_another_thing_at_EC2()
    {
        await RunAsync(DeleteGateway.Tool, new { gatewayId = "eigw-9" });

        await Client.Received().DeleteEgressOnlyInternetGatewayAsync(
            Arg.Is<DeleteEgressOnlyInternetGatewayRequest>(r => r.EgressOnlyInternetGatewayId == "eigw-9"), default);
    }
}
