using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class ReleaseAddressTests : ToolTest<IAmazonEC2>
{
    private void Given(string? holder) => Client.DescribeAddressesAsync(default(DescribeAddressesRequest)!, default)
        .ReturnsForAnyArgs(new DescribeAddressesResponse { Addresses = [Ec2Things.Address(holder)] });

    [Theory]
    [InlineData(null, 0, 1)]
    [InlineData("i-1", 1, 2)]
    public async Task An_address_in_use_is_taken_from_its_holder_first_and_the_plan_says_so(
        string? holder, int disassociations, int warnings)
    {
        Given(holder);

        var plan = await PlanAsync(ReleaseAddress.Tool, new { allocationId = "eipalloc-1" });
        await RunAsync(ReleaseAddress.Tool, new { allocationId = "eipalloc-1" });

        Assert.Equal(warnings, plan.Warnings.Count);
        Assert.Equal(ChangeKind.Delete, Assert.Single(plan.Changes).Kind);
        await Client.ReceivedWithAnyArgs(disassociations).DisassociateAddressAsync(default!, default);
        await Client.Received().ReleaseAddressAsync(
            Arg.Is<ReleaseAddressRequest>(r => r.AllocationId == "eipalloc-1"), Arg.Any<CancellationToken>());
    }

    // EC2-M1
    [Fact]
    public async Task When_the_release_fails_the_steps_tell_that_the_holder_lost_the_address()
    {
        Given("i-1");
        Client.ReleaseAddressAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(ReleaseAddress.Tool, new { allocationId = "eipalloc-1" }, context));

        Assert.Equal("disassociated 203.0.113.7 from i-1", Assert.Single(context.Steps).What);
    }
}
