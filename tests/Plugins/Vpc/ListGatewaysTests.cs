namespace Infra.Plugins.Vpc;

public sealed class ListGatewaysTests : NetworkTest
{
    [Fact]
    public async Task A_VPC_has_its_own_gateways_of_all_types_and_no_others()
    {
        var page = await RunAsync(ListGateways.Tool, new { vpcId = "vpc-1" });

        Assert.Equal(["igw-1", "nat-1"], page.GetProperty("items").EnumerateArray().Select(g => g.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task One_type_asks_for_that_type_only()
    {
        var page = await RunAsync(ListGateways.Tool, new { type = "nat" });

        Assert.Equal(1, page.GetProperty("items").GetArrayLength());
        await Client.DidNotReceiveWithAnyArgs().DescribeInternetGatewaysAsync(default!, default);
    }

    [Fact]
    public async Task Attachments_to_transit_gateways_are_told_with_the_gateway()
    {
        Attachments.Add(new()
        {
            TransitGatewayAttachmentId = "tgw-attach-1",
            TransitGatewayId = "tgw-1",
            VpcId = "vpc-1",
            State = "available"
        });

        var row = (await RunAsync(ListGateways.Tool, new { type = "transit" })).GetProperty("items")[0];

        Assert.Equal(("tgw-attach-1", "tgw-1"), (row.GetProperty("id").GetString(), row.GetProperty("transitGatewayId").GetString()));
        await Client.DidNotReceiveWithAnyArgs().DescribeNatGatewaysAsync(default!, default);
    }
}
