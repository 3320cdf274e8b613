using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateInternetGatewayTests : NetworkTest
{
    [Fact]
    public async Task The_plan_tells_that_a_VPC_takes_only_one()
    {
        var plan = await PlanAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1" });
        var egress = await PlanAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1", egressOnly = true });

        Assert.StartsWith("The VPC has the internet gateway igw-1 already", Assert.Single(plan.Obstacles));
        Assert.Empty(egress.Obstacles);
        Assert.Equal("a", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task It_is_made_and_attached()
    {
        Client.CreateInternetGatewayAsync(default!, default)
            .ReturnsForAnyArgs(new CreateInternetGatewayResponse { InternetGateway = new() { InternetGatewayId = "igw-2" } });

        var context = Context();

        await RunAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1" }, context);

        Assert.Equal(["created igw-2", "attached igw-2 to vpc-1"], context.Steps.Select(s => s.What));
        await Client.Received().AttachInternetGatewayAsync(
            Arg.Is<AttachInternetGatewayRequest>(r => r.InternetGatewayId == "igw-2" && r.VpcId == "vpc-1"), default);
    }

    [Fact]
    public async Task An_egress_only_one_is_another_thing_at_EC2()
    {
        Client.CreateEgressOnlyInternetGatewayAsync(
            Arg.Is<CreateEgressOnlyInternetGatewayRequest>(r => r.VpcId == "vpc-1" && r.ClientToken.Length > 0), default)
            .Returns(new CreateEgressOnlyInternetGatewayResponse
            {
                EgressOnlyInternetGateway = new() { EgressOnlyInternetGatewayId = "eigw-2" },
            });

        Assert.Equal("eigw-2", (await RunAsync(CreateInternetGateway.Tool, new { vpcId = "vpc-1", egressOnly = true })).GetProperty("id")
            .GetString());
        await Client.DidNotReceiveWithAnyArgs().CreateInternetGatewayAsync(default!, default);
    }
}
