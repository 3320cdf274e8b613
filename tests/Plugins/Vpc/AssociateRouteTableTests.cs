using Amazon.EC2.Model;

namespace Infra.Plugins.Vpc;

public sealed class AssociateRouteTableTests : NetworkTest
{
    [Fact]
    public async Task A_subnet_with_the_main_table_is_associated()
    {
        Client.AssociateRouteTableAsync(
            Arg.Is<AssociateRouteTableRequest>(r => r.RouteTableId == "rtb-2" && r.SubnetId == "subnet-2"), default)
            .Returns(new AssociateRouteTableResponse { AssociationId = "rtbassoc-9" });

        var plan = await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-2" });
        var result = await RunAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-2" });

        Assert.Equal(
        [
            "subnet-2: route table: rtb-1 as the main table (no routes but the local one) -> "
                + "rtb-2 (0.0.0.0/0 to igw-1, 10.9.0.0/16 to pcx-9)",
            "WARNING: This makes the subnet public: what has a public address in it can be reached from the internet.",
        ], Lines(plan));
        Assert.Equal(["subnet-2", "rtb-2", "rtb-1"], plan.Resources.Select(r => r.Id));
        Assert.Equal(("rtbassoc-9", "rtb-1"),
            (result.GetProperty("associationId").GetString(), result.GetProperty("previousRouteTableId").GetString()));
    }

    [Fact]
    public async Task A_subnet_with_a_table_of_its_own_is_moved()
    {
        Client.ReplaceRouteTableAssociationAsync(
            Arg.Is<ReplaceRouteTableAssociationRequest>(r => r.RouteTableId == "rtb-1" && r.AssociationId == "rtbassoc-2"), default)
            .Returns(new ReplaceRouteTableAssociationResponse { NewAssociationId = "rtbassoc-9" });

        var plan = await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-1", subnetId = "subnet-1" });

        Assert.StartsWith("The subnet is no longer public", Assert.Single(plan.Warnings));
        Assert.Equal("vpc_associate_route_table", plan.Undo!.Tool);
        Assert.Equal("""{"routeTableId":"rtb-2","subnetId":"subnet-1"}""", plan.Undo.Arguments.ToString());
        Assert.Equal("rtbassoc-9", (await RunAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-1", subnetId = "subnet-1" }))
            .GetProperty("associationId").GetString());
    }

    [Fact]
    public async Task What_is_so_already_is_left_alone()
    {
        Assert.Equal("rtbassoc-2", (await RunAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-1" }))
            .GetProperty("associationId").GetString());
        Assert.Equal(ChangeKind.None,
            Assert.Single((await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-1" })).Changes).Kind);
    }

    [Fact]
    public async Task A_table_of_another_VPC_cannot_be_confirmed()
    {
        Tables[1].VpcId = "vpc-2";
        Tables[1].Associations = [];

        Assert.Contains("vpc-2",
            Assert.Single((await PlanAsync(AssociateRouteTable.Tool, new { routeTableId = "rtb-2", subnetId = "subnet-2" })).Obstacles));
    }
}
