using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class ListRouteTablesTests : NetworkTest
{
    [Fact]
    public async Task A_subnet_without_a_table_of_its_own_has_the_main_one()
    {
        var page = await RunAsync(ListRouteTables.Tool, new { subnetId = "subnet-2" });

        var row = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("rtb-1", true, 0),
            (row.GetProperty("id").GetString(), row.GetProperty("main").GetBoolean(), row.GetProperty("routes").GetArrayLength()));
    }

    [Fact]
    public async Task A_route_that_leads_nowhere_says_so_and_pages_stay_within_what_EC2_takes()
    {
        var page = await RunAsync(ListRouteTables.Tool, new { limit = 500 });

        var routes = page.GetProperty("items")[1].GetProperty("routes");
        Assert.Equal(
            """[{"destination":"0.0.0.0/0","target":"igw-1"},{"destination":"10.9.0.0/16","target":"pcx-9","state":"blackhole"}]""",
            routes.ToString());
        await Client.Received().DescribeRouteTablesAsync(Arg.Is<DescribeRouteTablesRequest>(r => r.MaxResults == 100), default);
    }
}
