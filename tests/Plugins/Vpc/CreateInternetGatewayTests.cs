using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateInternetGatewayTests : NetworkTest
{
    [Fact]
    public async Task The_plan_tells_that_a_VPC_takes_only_one()
    {
        var plan = await PlanAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1" });
        var egress = await PlanAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1", egressOnly = true });

        Assert.Contains(plan.Effects, e => e.StartsWith("AWS will refuse: the VPC has igw-1 already", StringComparison.Ordinal));
        Assert.Single(egress.Effects);
        Assert.Equal("a", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task It_is_made_and_attached()
    {
        Client.CreateInternetGatewayAsync(default!, default).ReturnsForAnyArgs(new CreateInternetGatewayResponse { InternetGateway = new() { InternetGatewayId = "igw-2" } });

        await RunAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1" });

        await Client.Received().AttachInternetGatewayAsync(Arg.Is<AttachInternetGatewayRequest>(r => r.InternetGatewayId == "igw-2" && r.VpcId == "vpc-1"), default);
    }

    [Fact]
    public async Task An_egress_only_one_is_another_thing_at_EC2()
    {
        Client.CreateEgressOnlyInternetGatewayAsync(Arg.Is<CreateEgressOnlyInternetGatewayRequest>(r => r.VpcId == "vpc-1" && r.ClientToken.Length > 0), default)
            .Returns(new CreateEgressOnlyInternetGatewayResponse { EgressOnlyInternetGateway = new() { EgressOnlyInternetGatewayId = "eigw-2" } });

        Assert.Equal("eigw-2", (await RunAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1", egressOnly = true })).GetProperty("id").GetString());
        await Client.DidNotReceiveWithAnyArgs().CreateInternetGatewayAsync(default!, default);
    }
}
