using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListParameterGroupsTests : RdsToolTest
{
    [Theory]
    [InlineData("instance", "default.postgres16")]
    [InlineData("cluster", "default.aurora-postgresql16")]
    public async Task Each_source_has_its_own_groups(string source, string expected)
    {
        Client.DescribeDBParameterGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBParameterGroupsResponse
        {
            DBParameterGroups = [new() { DBParameterGroupName = "default.postgres16", DBParameterGroupFamily = "postgres16" }],
        });
        Client.DescribeDBClusterParameterGroupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterParameterGroupsResponse
        {
            DBClusterParameterGroups = [
                new() { DBClusterParameterGroupName = "default.aurora-postgresql16", DBParameterGroupFamily = "aurora-postgresql16" }],
        });

        var page = await RunAsync(ListParameterGroups.Tool, new { sourceType = source });

        Assert.Equal(expected, Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }
}
