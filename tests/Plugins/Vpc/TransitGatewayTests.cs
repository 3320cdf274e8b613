using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class TransitGatewayTests : NetworkTest
{
    private static readonly object Arguments = new
    {
        transitGatewayId = "tgw-1",
        vpcId = "vpc-1",
        subnetIds = new[] { "subnet-1", "subnet-2" },
        applianceMode = true,
        wait = true
    };

    private static TransitGatewayVpcAttachment At(TransitGatewayAttachmentState state) => new()
    {
        TransitGatewayAttachmentId = "tgw-attach-1",
        TransitGatewayId = "tgw-1",
        VpcId = "vpc-1",
        State = state,
        SubnetIds = ["subnet-2", "subnet-1"],
    };

    private void Looks(params TransitGatewayAttachmentState?[] looks) =>
        Client.DescribeTransitGatewayVpcAttachmentsAsync(default!, default).ReturnsForAnyArgs(Answer(looks[0]),
            [.. looks.Skip(1).Select(Answer)]);

    private static Task<DescribeTransitGatewayVpcAttachmentsResponse> Answer(TransitGatewayAttachmentState? state) =>
        Task.FromResult(new DescribeTransitGatewayVpcAttachmentsResponse
        { TransitGatewayVpcAttachments = state is null ? null : [At(state)] });

    [Theory]
    [InlineData("available")]
    [InlineData("pendingAcceptance")] // Another account owns the gateway.
    public async Task A_VPC_is_attached_and_waited_for(string last)
    {
        CreateTransitGatewayVpcAttachmentRequest? sent = null;
        Client.CreateTransitGatewayVpcAttachmentAsync(Arg.Do<CreateTransitGatewayVpcAttachmentRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new CreateTransitGatewayVpcAttachmentResponse
            { TransitGatewayVpcAttachment = At(TransitGatewayAttachmentState.Pending) });

        var plan = await PlanAsync(AttachTransitGateway.Tool, Arguments);
        Looks(null, TransitGatewayAttachmentState.Pending, last);
        var result = await RunAsync(AttachTransitGateway.Tool, Arguments);

        Assert.Contains(Lines(plan), l => l.EndsWith("subnets: subnet-1 (eu-west-1a), subnet-2 (eu-west-1b)", StringComparison.Ordinal));
        Assert.Empty(plan.Obstacles);
        Assert.Equal(ApplianceModeSupportValue.Enable, sent!.Options.ApplianceModeSupport);
        Assert.Null(sent.Options.Ipv6Support);
        Assert.Equal(last, result.GetProperty("state").GetString());
    }

    [Fact]
    public async Task One_that_is_there_subnets_of_one_zone_and_a_VPC_without_IPv6_are_obstacles()
    {
        Attachments.Add(At(TransitGatewayAttachmentState.Available));
        Subnets[1].AvailabilityZone = "eu-west-1a";

        Assert.Equal(3, (await PlanAsync(AttachTransitGateway.Tool, new
        { transitGatewayId = "tgw-1", vpcId = "vpc-1", subnetIds = new[] { "subnet-1", "subnet-2" }, ipv6 = true })).Obstacles.Count);

        Attachments[0].State = TransitGatewayAttachmentState.Deleted;
        Assert.Empty((await PlanAsync(AttachTransitGateway.Tool, new
        { transitGatewayId = "tgw-1", vpcId = "vpc-1", subnetIds = new[] { "subnet-1" } })).Obstacles);
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(AttachTransitGateway.Tool, new
        { transitGatewayId = "tgw-1", vpcId = "vpc-1", subnetIds = new[] { "subnet-9" } }))).Code);
    }

    [Fact]
    public async Task Detaching_tells_the_routes_that_lead_nowhere_then()
    {
        Attachments.Add(At(TransitGatewayAttachmentState.Available));
        Tables[0].Routes.Add(new() { DestinationCidrBlock = "10.2.0.0/16", TransitGatewayId = "tgw-1" });
        Client.DeleteTransitGatewayVpcAttachmentAsync(default!, default).ReturnsForAnyArgs(new DeleteTransitGatewayVpcAttachmentResponse
        { TransitGatewayVpcAttachment = At(TransitGatewayAttachmentState.Deleting) });

        var plan = await PlanAsync(DetachTransitGateway.Tool, new { attachmentId = "tgw-attach-1" });
        var result = await RunAsync(DetachTransitGateway.Tool, new { attachmentId = "tgw-attach-1" });

        Assert.Contains("route 10.2.0.0/16 to tgw-1 in rtb-1: stays; it leads nowhere then (blackhole): vpc_delete_route", Lines(plan));
        Assert.NotNull(plan.NoUndo);
        Assert.Equal("deleting", result.GetProperty("state").GetString());
        Attachments[0].State = TransitGatewayAttachmentState.Deleting;
        Assert.Single((await PlanAsync(DetachTransitGateway.Tool, new { attachmentId = "tgw-attach-1" })).Obstacles);
    }
}
