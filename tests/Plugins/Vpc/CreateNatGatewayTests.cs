using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateNatGatewayTests : NetworkTest
{
    public CreateNatGatewayTests()
    {
        Client.AllocateAddressAsync(default!, default).ReturnsForAnyArgs(new AllocateAddressResponse { AllocationId = "eipalloc-9" });
        Client.CreateNatGatewayAsync(default!, default).ReturnsForAnyArgs(
            new CreateNatGatewayResponse { NatGateway = new() { NatGatewayId = "nat-1", State = "pending", SubnetId = "subnet-1" } });
        Client.DescribeAddressesAsync(default!, default).ReturnsForAnyArgs(new DescribeAddressesResponse
        {
            Addresses = [new() { AllocationId = "eipalloc-2", PublicIp = "203.0.113.2", AssociationId = "eipassoc-1", InstanceId = "i-1" }],
        });
    }

    [Theory]
    [InlineData("""{"subnetId":"subnet-1"}""")]
    [InlineData("""{"subnetId":"subnet-1","allocationId":"eipalloc-2","allocateAddress":true}""")]
    [InlineData("""{"subnetId":"subnet-1","connectivityType":"private","allocateAddress":true}""")]
    public async Task No_address_is_taken_in_silence(string arguments)
    {
        var json = System.Text.Json.JsonElement.Parse(arguments);

        Assert.Equal(
            ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateNatGateway.Tool, json))).Code);
        Assert.Equal(
            ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateNatGateway.Tool, json))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task The_plan_warns_of_a_subnet_that_leads_nowhere_and_of_an_address_in_use()
    {
        var plan = await PlanAsync(CreateNatGateway.Tool, new { subnetId = "subnet-2", allocationId = "eipalloc-2" });

        Assert.StartsWith("subnet-2 has no route to an internet gateway", Assert.Single(plan.Warnings));
        Assert.StartsWith("203.0.113.2 is in use by i-1", Assert.Single(plan.Obstacles));
        Assert.Equal(["subnet-2", "eipalloc-2"], plan.Resources.Select(r => r.Id));
    }

    [Fact]
    public async Task An_address_asked_for_is_used_and_the_wait_ends_when_it_is_available()
    {
        var result = await RunAsync(CreateNatGateway.Tool, new { subnetId = "subnet-1", allocateAddress = true, wait = true, name = "n" });

        Assert.Equal(
            ("available", "eipalloc-9"), (result.GetProperty("state").GetString(), result.GetProperty("allocationId").GetString()));
        await Client.Received().CreateNatGatewayAsync(
            Arg.Is<CreateNatGatewayRequest>(r => r.AllocationId == "eipalloc-9" && r.ClientToken.Length > 0), default);
    }

    [Fact]
    public async Task An_address_is_not_lost_when_the_gateway_is_refused()
    {
        Client.CreateNatGatewayAsync(default!, default).ReturnsForAnyArgs(Task.FromException<CreateNatGatewayResponse>(
            new AmazonEC2Exception("The maximum number of NAT gateways has been reached")
            {
                ErrorCode = "NatGatewayLimitExceeded",
                StatusCode = System.Net.HttpStatusCode.BadRequest
            }));

        var context = Context();

        var e = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(CreateNatGateway.Tool, new { subnetId = "subnet-1", allocateAddress = true }, context));

        Assert.Equal(ToolErrorCode.LimitExceeded, e.Code);
        Assert.Equal("eipalloc-9", Assert.Single(context.Steps).Created);
    }

    [Fact]
    public async Task A_gateway_that_EC2_does_not_show_yet_is_waited_for() // EC2-H8b
    {
        Client.DescribeNatGatewaysAsync(default!, default).ReturnsForAnyArgs(
            _ => Task.FromException<DescribeNatGatewaysResponse>(
                new AmazonEC2Exception("not yet") { ErrorCode = "NatGatewayNotFound", StatusCode = System.Net.HttpStatusCode.BadRequest }),
            _ => Task.FromResult(new DescribeNatGatewaysResponse { NatGateways = [Nat] }));
        var context = Context();

        var result = await RunAsync(CreateNatGateway.Tool,
            new { subnetId = "subnet-1", connectivityType = "private", wait = true }, context);

        Assert.Equal("available", result.GetProperty("state").GetString());
        Assert.Equal("nat-1", Assert.Single(context.Steps).Created);
    }

    [Fact]
    public async Task A_gateway_that_fails_ends_the_wait_with_the_reason_of_EC2() // EC2-M3
    {
        (Nat.State, Nat.FailureCode, Nat.FailureMessage) = ("failed", "Gateway.NotAttached",
            "Network vpc-1 has no Internet gateway attached");

        var e = await Assert.ThrowsAsync<ToolException>(
            () => RunAsync(CreateNatGateway.Tool, new { subnetId = "subnet-1", allocateAddress = true, wait = true }));

        Assert.Contains("no Internet gateway attached (Gateway.NotAttached)", e.Message);
    }

    [Fact]
    public async Task An_address_that_EC2_does_not_know_yet_is_tried_again() // EC2-H8a
    {
        Client.CreateNatGatewayAsync(default!, default).ReturnsForAnyArgs(
            _ => Task.FromException<CreateNatGatewayResponse>(
                new AmazonEC2Exception(
                    "not yet")
                { ErrorCode = "InvalidAllocationID.NotFound", StatusCode = System.Net.HttpStatusCode.BadRequest }),
            _ => Task.FromResult(new CreateNatGatewayResponse { NatGateway = Nat }));

        Assert.Equal("nat-1", (await RunAsync(CreateNatGateway.Tool, new { subnetId = "subnet-1", allocateAddress = true }))
            .GetProperty("id").GetString());
    }
}
