using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class DeleteSubnetGroupTests : RdsToolTest
{
    [Fact]
    public async Task The_plan_names_the_databases_that_use_it_on_any_page()
    {
        Client.DescribeDBSubnetGroupsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeDBSubnetGroupsResponse
            {
                DBSubnetGroups = [
                new() { DBSubnetGroupName = "data", DBSubnetGroupArn = "arn", VpcId = "vpc-1" }]
            });
        Orders.DBSubnetGroup = new() { DBSubnetGroupName = "data" };
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(
            new DescribeDBInstancesResponse { DBInstances = null, Marker = "2" },
            new DescribeDBInstancesResponse { DBInstances = [Orders] });
        Client.DescribeDBClustersAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeDBClustersResponse
            {
                DBClusters = [
                new() { DBClusterIdentifier = "shop", DBSubnetGroup = "data" }]
            });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse());

        var plan = await PlanAsync(DeleteSubnetGroup.Tool, new { name = "data" });

        Assert.Equal("It is used by cluster shop, instance orders.", Assert.Single(plan.Obstacles));
    }

    // Nobody but AWS sets the tags of AWS itself.
    [Fact]
    public async Task The_way_back_has_the_tags_that_a_caller_can_set()
    {
        Client.DescribeDBSubnetGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBSubnetGroupsResponse
        {
            DBSubnetGroups = [new() { DBSubnetGroupName = "data", DBSubnetGroupArn = "arn", VpcId = "vpc-1" }],
        });
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeDBInstancesResponse());
        Client.DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClustersResponse());
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse
        {
            TagList = [new() { Key = "team", Value = "shop" }, new() { Key = "aws:cloudformation:stack-name", Value = "data" }],
        });

        var plan = await PlanAsync(DeleteSubnetGroup.Tool, new { name = "data" });

        Assert.Equal("""{"team":"shop"}""", plan.Undo!.Arguments.GetProperty("tags").GetRawText());
    }
}
