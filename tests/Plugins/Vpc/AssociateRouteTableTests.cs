using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class AssociateRouteTableTests : NetworkTest
{
    [Fact]
    public async Task A_subnet_with_the_main_table_is_associated()
    {
        Client.AssociateRouteTableAsync(Arg.Is<AssociateRouteTableRequest>(r => r.RouteTableId == "rtb-2" && r.SubnetId == "subnet-2"), default)
            .Returns(new AssociateRouteTableResponse { AssociationId = "rtbassoc-9" });

        var plan = await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-2" });
        var result = await RunAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-2" });

        Assert.Contains("Now: rtb-1 (main), no routes but the local one", plan.Effects);
        Assert.Contains(plan.Effects, e => e.StartsWith("WARNING: makes the subnet public", StringComparison.Ordinal));
        Assert.Equal(("rtbassoc-9", "rtb-1"), (result.GetProperty("associationId").GetString(), result.GetProperty("previousRouteTableId").GetString()));
    }

    [Fact]
    public async Task A_subnet_with_a_table_of_its_own_is_moved()
    {
        Client.ReplaceRouteTableAssociationAsync(Arg.Is<ReplaceRouteTableAssociationRequest>(r => r.RouteTableId == "rtb-1" && r.AssociationId == "rtbassoc-2"), default)
            .Returns(new ReplaceRouteTableAssociationResponse { NewAssociationId = "rtbassoc-9" });

        Assert.Contains((await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-1", subnetId = "subnet-1" })).Effects, e => e.Contains("no longer public", StringComparison.Ordinal));
        Assert.Equal("rtbassoc-9", (await RunAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-1", subnetId = "subnet-1" })).GetProperty("associationId").GetString());
    }

    [Fact]
    public async Task What_is_so_already_is_left_alone()
    {
        Assert.Equal("rtbassoc-2", (await RunAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-1" })).GetProperty("associationId").GetString());
        Assert.Equal("Nothing changes: it does already.", Assert.Single((await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-1" })).Effects));
    }
}
