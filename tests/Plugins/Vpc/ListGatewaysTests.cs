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
}
