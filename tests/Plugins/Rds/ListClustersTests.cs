using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListClustersTests : RdsToolTest
{
    [Fact]
    public async Task The_writer_is_told_from_the_readers()
    {
        Client.DescribeDBClustersAsync(Arg.Is<DescribeDBClustersRequest>(r => r.DBClusterIdentifier == "shop" && r.MaxRecords == 50),
            default).Returns(new DescribeDBClustersResponse
            {
                DBClusters =
            [
                new()
                {
                    DBClusterIdentifier = "shop", Engine = "aurora-postgresql", EngineVersion = "16.3", Status = "available",
                    DBClusterMembers = [new() { DBInstanceIdentifier = "a", IsClusterWriter = false },
                        new() { DBInstanceIdentifier = "b", IsClusterWriter = true }],
                },
            ],
            });

        var row = (await RunAsync(ListClusters.Tool, new { clusterId = "shop" })).GetProperty("items")[0];

        Assert.Equal("""["no deletion protection","no backups","not encrypted"]""", row.GetProperty("risks").GetRawText());
        Assert.Equal("b", row.GetProperty("writer").GetString());
        Assert.Equal("a", Assert.Single(row.GetProperty("readers").EnumerateArray()).GetString());
    }
}
