using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class RestoreToTimeTests : RdsToolTest
{
    private static readonly DateTime Noon = new(2026, 3, 5, 12, 0, 0, DateTimeKind.Utc);

    public RestoreToTimeTests()
    {
        (Orders.LatestRestorableTime, Orders.VpcSecurityGroups) = (Noon, [new() { VpcSecurityGroupId = "sg-1" }]);
        (Orders.DBSubnetGroup, Orders.DBParameterGroups) =
            (new() { DBSubnetGroupName = "data" }, [new() { DBParameterGroupName = "orders16" }]);
        Client.DescribeDBInstancesAsync(default!, default)
            .ReturnsForAnyArgs(call => call.Arg<DescribeDBInstancesRequest>().DBInstanceIdentifier == "orders"
            ? new DescribeDBInstancesResponse { DBInstances = [Orders] } : throw new DBInstanceNotFoundException("none"));
        Client.DescribeDBInstanceAutomatedBackupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBInstanceAutomatedBackupsResponse
        {
            DBInstanceAutomatedBackups = [new() { Status = "active", RestoreWindow = new() { EarliestTime = Noon.AddDays(-7) } }],
        });
    }

    [Theory]
    [InlineData("2026-03-04T12:00:00Z", null)]
    [InlineData("2026-03-05T13:00:00Z", "The latest time that can be restored is 2026-03-05 12:00Z.")]
    [InlineData("2026-02-01T00:00:00Z", "The earliest time that can be restored is 2026-02-26 12:00Z.")]
    public async Task Only_a_time_within_the_backups_can_be_restored(string time, string? obstacle) =>
        Assert.Equal(obstacle, (await PlanAsync(RestoreToTime.Tool,
            new { sourceId = "orders", instanceId = "check", time })).Obstacles.SingleOrDefault());

    [Fact]
    public async Task The_new_instance_stands_where_the_source_stands()
    {
        RestoreDBInstanceToPointInTimeRequest? sent = null;
        Client.RestoreDBInstanceToPointInTimeAsync(Arg.Do<RestoreDBInstanceToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBInstanceToPointInTimeResponse { DBInstance = Orders });

        await RunAsync(RestoreToTime.Tool, new { sourceId = "orders", instanceId = "check" });

        Assert.Equal((true, "data", "sg-1", "orders16", false, "db.t4g.micro"),
            (sent!.UseLatestRestorableTime!.Value, sent.DBSubnetGroupName,
            sent.VpcSecurityGroupIds.Single(), sent.DBParameterGroupName, sent.PubliclyAccessible!.Value, sent.DBInstanceClass));
        Assert.Null(sent.RestoreTime);
    }

    [Fact]
    public async Task Without_backups_the_plan_points_to_the_snapshots()
    {
        Orders.BackupRetentionPeriod = 0;

        Assert.Contains("rds_list_snapshots",
            Assert.Single((await PlanAsync(RestoreToTime.Tool, new { sourceId = "orders", instanceId = "check" })).Obstacles),
                StringComparison.Ordinal);
    }

    // EngineLifecycleSupport: "By default, this value is set to open-source-rds-extended-support".
    [Fact]
    public async Task Extended_Support_that_was_declined_stays_so_and_storage_that_grows_goes_on_growing()
    {
        (Orders.EngineLifecycleSupport, Orders.MaxAllocatedStorage, Orders.AutoMinorVersionUpgrade) =
            ("open-source-rds-extended-support-disabled", 100, false);
        RestoreDBInstanceToPointInTimeRequest? sent = null;
        Client.RestoreDBInstanceToPointInTimeAsync(Arg.Do<RestoreDBInstanceToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBInstanceToPointInTimeResponse { DBInstance = Orders });

        await RunAsync(RestoreToTime.Tool, new { sourceId = "orders", instanceId = "check" });

        Assert.Equal(("open-source-rds-extended-support-disabled", 100, false),
            (sent!.EngineLifecycleSupport, sent.MaxAllocatedStorage, sent.AutoMinorVersionUpgrade));
    }

    // What a request does not name is gp3 without provisioned IOPS, logs or logins by IAM.
    [Theory]
    [InlineData("io2", 100, 3000, null, "io2", 3000, null)]
    [InlineData("gp3", 500, 12000, 500, "gp3", 12000, 500)]
    [InlineData("gp3", 20, 3000, 125, null, null, null)]
    [InlineData("gp2", 100, 300, null, "gp2", null, null)]
    public async Task The_new_instance_has_the_storage_of_the_source(string type, int size, int iops, int? throughput, string? sentType,
        int? sentIops, int? sentThroughput)
    {
        (Orders.StorageType, Orders.AllocatedStorage, Orders.Iops, Orders.StorageThroughput) = (type, size, iops, throughput);
        (Orders.IAMDatabaseAuthenticationEnabled, Orders.EnabledCloudwatchLogsExports) = (true, ["postgresql"]);
        RestoreDBInstanceToPointInTimeRequest? sent = null;
        Client.RestoreDBInstanceToPointInTimeAsync(Arg.Do<RestoreDBInstanceToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBInstanceToPointInTimeResponse { DBInstance = Orders });

        await RunAsync(RestoreToTime.Tool, new { sourceId = "orders", instanceId = "check" });

        Assert.Equal((sentType, sentIops, sentThroughput), (sent!.StorageType, sent.Iops, sent.StorageThroughput));
        Assert.Equal((true, "postgresql"), (sent.EnableIAMDatabaseAuthentication!.Value, sent.EnableCloudwatchLogsExports.Single()));
    }
}
