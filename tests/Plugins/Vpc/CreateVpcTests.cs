using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class CreateVpcTests : NetworkTest
{
    public CreateVpcTests() =>
        Client.CreateVpcAsync(default!, default)
            .ReturnsForAnyArgs(new CreateVpcResponse { Vpc = new() { VpcId = "vpc-9", State = "pending", CidrBlock = "10.0.0.0/20" } });

    [Fact]
    public async Task The_plan_names_networks_that_could_never_be_peered_with_it()
    {
        var plan = await PlanAsync(CreateVpc.Tool, new { cidrBlock = "10.0.0.0/20" });

        Assert.Equal(["vpc-1 (staging) overlaps with 10.0.0.0/16: the two can never be peered."], plan.Warnings);
        Assert.Empty(plan.Resources);
    }

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.0.0.0/29")]
    [InlineData("2001:db8::/20")]
    [InlineData("ten")]
    public async Task A_block_that_EC2_does_not_offer_is_refused_before_any_request(string cidrBlock)
    {
        Client.ClearReceivedCalls();

        Assert.Equal(
            ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateVpc.Tool, new { cidrBlock }))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task A_VPC_that_EC2_does_not_know_yet_is_asked_again()
    {
        Client.ModifyVpcAttributeAsync(default!, default).ReturnsForAnyArgs(
            _ => Task.FromException<ModifyVpcAttributeResponse>(new AmazonEC2Exception("not yet") { ErrorCode = "InvalidVpcID.NotFound" }),
            _ => Task.FromResult(new ModifyVpcAttributeResponse()));

        Assert.Equal(
            "vpc-9", (await RunAsync(CreateVpc.Tool, new { cidrBlock = "10.0.0.0/20", name = "n" })).GetProperty("id").GetString());
        await Client.ReceivedWithAnyArgs(2).ModifyVpcAttributeAsync(default!, default);
    }

    [Fact]
    public async Task A_failure_after_the_creation_tells_what_was_made()
    {
        Client.ModifyVpcAttributeAsync(default!, default).ReturnsForAnyArgs(Task.FromException<ModifyVpcAttributeResponse>(
            new AmazonEC2Exception(
                "You are not authorized")
            { ErrorCode = "UnauthorizedOperation", StatusCode = System.Net.HttpStatusCode.Forbidden }));

        var context = Context();

        var e = await Assert.ThrowsAsync<ToolException>(() => RunAsync(CreateVpc.Tool, new { cidrBlock = "10.0.0.0/20" }, context));

        Assert.Equal(ToolErrorCode.AccessDenied, e.Code);
        Assert.Equal("vpc-9", Assert.Single(context.Steps).Created);
    }
}
