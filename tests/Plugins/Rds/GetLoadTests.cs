using Amazon.PI;
using Amazon.PI.Model;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class GetLoadTests : ToolTest<RdsClients>
{
    private readonly IAmazonPI insights;

    public GetLoadTests() : this(Substitute.For<IAmazonRDS>(), Substitute.For<IAmazonPI>()) { }

    private GetLoadTests(IAmazonRDS rds, IAmazonPI pi) : base(new(rds, new(() => pi)), [rds, pi])
    {
        insights = pi;
        rds.DescribeDBInstancesAsync(default!, default).ReturnsForAnyArgs(new DescribeDBInstancesResponse
        {
            DBInstances = [new() { DBInstanceIdentifier = "orders", DbiResourceId = "db-ABC", PerformanceInsightsEnabled = true }],
        });
    }

    [Fact]
    public async Task Waits_and_statements_are_told_without_literals()
    {
        insights.DescribeDimensionKeysAsync(default!, default)
            .ReturnsForAnyArgs(call => call.Arg<DescribeDimensionKeysRequest>().GroupBy.Group switch
        {
            "db.wait_event" => new DescribeDimensionKeysResponse
            {
                Keys =
                [new() { Dimensions = new() { ["db.wait_event.name"] = "DataFileRead", ["db.wait_event.type"] = "IO" }, Total = 1.234 }]
            },
            "db.sql_tokenized" => new()
            {
                PartitionKeys = [new() { Dimensions = new() { ["db.wait_event.name"] = "CPU" } },
                    new() { Dimensions = new() { ["db.wait_event.name"] = "DataFileRead" } }],
                Keys = [new() { Dimensions = new() { ["db.sql_tokenized.statement"] =
                    "SELECT * FROM t WHERE ssn = '123-45-6789' AND id = ?", ["db.sql_tokenized.id"] = "X1" }, Total = 1,
                        Partitions = [0.2, 0.8] }],
            },
            var other => throw new InvalidOperationException(other),
        });

        var result = await RunAsync(GetLoad.Tool, new { instanceId = "orders" });

        Assert.Equal(("DataFileRead", 1.23),
            (result.GetProperty("waits")[0].GetProperty("wait").GetString(),
                result.GetProperty("waits")[0].GetProperty("load").GetDouble()));
        var statement = result.GetProperty("statements")[0];
        Assert.Equal("SELECT * FROM t WHERE ssn = ? AND id = ?", statement.GetProperty("statement").GetString());
        Assert.Equal("DataFileRead 0.8", statement.GetProperty("waits")[0].GetString());
    }

    [Theory]
    [InlineData("select 'it''s', 42, -1.5e3, 0xFF from t1 where c2 = $1", "select ?, ?, -?, ? from t1 where c2 = $1")]
    [InlineData("insert into t values ('cut in the mid", "insert into t values (?")]
    [InlineData("do $x$ begin 'secret' end $x$", "do ?")]
    [InlineData("select \"secret\" ,\n  1", "select ? , ?")]
    [InlineData("select E'a\\'b', c", "select E?, c")]
    public void Literals_are_taken_out_whatever_the_engine_left(string statement, string shown) =>
        Assert.Equal(shown, GetLoad.WithoutLiterals(statement));

    [Fact]
    public async Task An_instance_without_Performance_Insights_says_how_to_turn_it_on()
    {
        Client.Rds.DescribeDBInstancesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeDBInstancesResponse { DBInstances = [new() { DBInstanceIdentifier = "orders" }] });

        Assert.Contains("rds_modify_instance",
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetLoad.Tool, new { instanceId = "orders" }))).Message,
                StringComparison.Ordinal);
    }
}
