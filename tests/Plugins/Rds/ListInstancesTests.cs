using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListInstancesTests : RdsToolTest
{
    [Fact]
    public async Task Filters_and_the_page_go_to_RDS()
    {
        DescribeDBInstancesRequest? sent = null;
        Client.DescribeDBInstancesAsync(Arg.Do<DescribeDBInstancesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeDBInstancesResponse { DBInstances = null });

        var page = await RunAsync(ListInstances.Tool, new { engine = "postgres", clusterId = "c", limit = 1, cursor = "next" });

        Assert.Equal(["engine=postgres", "db-cluster-id=c"], sent!.Filters.Select(f => $"{f.Name}={f.Values.Single()}"));
        Assert.Equal((20, "next"), (sent.MaxRecords!.Value, sent.Marker));
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_member_of_a_cluster_is_only_charged_with_its_own_address()
    {
        There(new DBInstance
        {
            DBInstanceIdentifier = "a",
            Engine = "aurora-mysql",
            EngineVersion = "8.0",
            DBInstanceClass = "db.r6g.large",
            DBInstanceStatus = "available",
            DBClusterIdentifier = "c",
            PubliclyAccessible = true,
            AllocatedStorage = 1
        });

        var row = (await RunAsync(ListInstances.Tool, new { })).GetProperty("items")[0];

        Assert.Equal("""["publicly accessible"]""", row.GetProperty("risks").GetRawText());
        // S3-C6a
        Assert.False(row.TryGetProperty("storageGib", out _));
    }

    [Fact]
    public async Task A_row_has_the_endpoint_and_more_pages_are_told() // ANS-R7
    {
        Client.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeDBInstancesResponse
        {
            DBInstances = [Orders,
                new() { DBInstanceIdentifier = "new", Engine = "mysql", EngineVersion = "8.0", DBInstanceClass = "db.t3.micro",
                    DBInstanceStatus = "creating" }],
            Marker = "more",
        });

        var page = await RunAsync(ListInstances.Tool, new { });

        Assert.Equal("orders.abc.eu-west-1.rds.amazonaws.com:5432", page.GetProperty("items")[0].GetProperty("endpoint").GetString());
        Assert.False(page.GetProperty("items")[1].TryGetProperty("endpoint", out _));
        Assert.False(page.GetProperty("items")[0].TryGetProperty("risks", out _));
        Assert.Equal("""["no deletion protection","no backups","not encrypted"]""", page.GetProperty("items")[1].GetProperty("risks")
            .GetRawText());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
