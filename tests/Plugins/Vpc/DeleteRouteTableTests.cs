using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class DeleteRouteTableTests : NetworkTest
{
    [Fact]
    public async Task A_table_in_use_stays_and_the_main_one_always()
    {
        Assert.StartsWith("In the way: subnet-1 uses it",
            Assert.Single((await PlanAsync(DeleteRouteTable.Tool, new { routeTableId = "rtb-2" })).Obstacles));
        Assert.Contains(
            "main route table", Assert.Single((await PlanAsync(DeleteRouteTable.Tool, new { routeTableId = "rtb-1" })).Obstacles));
    }

    [Fact]
    public async Task It_is_deleted()
    {
        await RunAsync(DeleteRouteTable.Tool, new { routeTableId = "rtb-2" });

        await Client.Received().DeleteRouteTableAsync(Arg.Is<DeleteRouteTableRequest>(r => r.RouteTableId == "rtb-2"), default);
    }
}
