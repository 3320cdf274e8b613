using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class RestoreClusterTests : RdsToolTest
{
    public RestoreClusterTests()
    {
        Clusters(Shop);
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterSnapshotsResponse
        {
            DBClusterSnapshots = [new() { DBClusterSnapshotIdentifier = "s", DBClusterSnapshotArn = "arn:s", DBClusterIdentifier = "shop",
                Status = "available", Engine = "aurora-postgresql", EngineVersion = "16.3" }],
        });
    }

    [Fact]
    public async Task The_engine_of_the_snapshot_is_sent()
    {
        RestoreDBClusterFromSnapshotRequest? sent = null;
        Client.RestoreDBClusterFromSnapshotAsync(Arg.Do<RestoreDBClusterFromSnapshotRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBClusterFromSnapshotResponse { DBCluster = Shop });

        var result = await RunAsync(RestoreCluster.Tool, new { clusterId = "check", snapshotId = "s" });

        Assert.Equal(("aurora-postgresql", "16.3", true), (sent!.Engine, sent.EngineVersion, sent.DeletionProtection!.Value));
        Assert.Contains("clusterId check", result.GetProperty("next").GetString(), StringComparison.Ordinal);
    }

    // PubliclyAccessible: left out, "if the default VPC has an internet gateway attached to it, the DB cluster is public".
    [Fact]
    public async Task A_Multi_AZ_DB_cluster_is_restored_without_a_public_address_and_with_a_class()
    {
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterSnapshotsResponse
        {
            DBClusterSnapshots = [new() { DBClusterSnapshotIdentifier = "s", DBClusterSnapshotArn = "arn:s", DBClusterIdentifier = "pg",
                Status = "available", Engine = "postgres", EngineVersion = "16.3" }],
        });
        (Shop.Engine, Shop.DBClusterInstanceClass) = ("postgres", "db.m6gd.large");
        RestoreDBClusterFromSnapshotRequest? sent = null;
        Client.RestoreDBClusterFromSnapshotAsync(Arg.Do<RestoreDBClusterFromSnapshotRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBClusterFromSnapshotResponse { DBCluster = Shop });
        RestoreDBClusterToPointInTimeRequest? inTime = null;
        Client.RestoreDBClusterToPointInTimeAsync(Arg.Do<RestoreDBClusterToPointInTimeRequest>(r => inTime = r), default)
            .ReturnsForAnyArgs(new RestoreDBClusterToPointInTimeResponse { DBCluster = Shop });

        var plan = await PlanAsync(RestoreCluster.Tool, new { clusterId = "check", snapshotId = "s" });
        await RunAsync(RestoreCluster.Tool, new { clusterId = "check", snapshotId = "s", instanceClass = "db.m6gd.large" });
        await RunAsync(RestoreCluster.Tool, new { clusterId = "check", sourceId = "shop" });

        Assert.Contains("pass instanceClass", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Contains(plan.Changes, c => c is { Property: "public address", To: "off" });
        Assert.Equal((false, false), (sent!.PubliclyAccessible, inTime!.PubliclyAccessible));
    }

    [Fact]
    public async Task A_time_outside_the_backups_and_a_missing_source_are_refused()
    {
        Assert.Equal("The latest time that can be restored is 2026-03-01 00:00Z.",
            Assert.Single((await PlanAsync(RestoreCluster.Tool,
                new { clusterId = "check", sourceId = "shop", time = "2026-04-01T00:00:00Z" })).Obstacles));
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(RestoreCluster.Tool, new { clusterId = "check" }));
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(RestoreCluster.Tool, new { clusterId = "check", snapshotId = "s", copyOnWrite = true }));
    }

    // RestoreDBClusterToPointInTime takes the engine's defaults for what it is not told, also where the source has something else.
    [Fact]
    public async Task A_restored_cluster_is_set_up_as_its_source()
    {
        (Shop.DBSubnetGroup, Shop.VpcSecurityGroups, Shop.DBClusterParameterGroup) =
            ("data", [new() { VpcSecurityGroupId = "sg-1" }], "ours16");
        (Shop.Port, Shop.IAMDatabaseAuthenticationEnabled, Shop.EnabledCloudwatchLogsExports, Shop.StorageType) =
            (6432, true, ["postgresql"], "aurora-iopt1");
        (Shop.EngineLifecycleSupport, Shop.BacktrackWindow) = ("open-source-rds-extended-support-disabled", 3600);
        RestoreDBClusterToPointInTimeRequest? sent = null;
        Client.RestoreDBClusterToPointInTimeAsync(Arg.Do<RestoreDBClusterToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBClusterToPointInTimeResponse { DBCluster = Shop });

        await RunAsync(RestoreCluster.Tool, new { clusterId = "check", sourceId = "shop" });

        Assert.Equal(("data", "sg-1", "ours16", 6432, true, "postgresql", "aurora-iopt1", 8.0),
            (sent!.DBSubnetGroupName, sent.VpcSecurityGroupIds.Single(), sent.DBClusterParameterGroupName, sent.Port!.Value,
                sent.EnableIAMDatabaseAuthentication!.Value, sent.EnableCloudwatchLogsExports.Single(), sent.StorageType,
                sent.ServerlessV2ScalingConfiguration.MaxCapacity!.Value));
        Assert.Equal(("open-source-rds-extended-support-disabled", 3600), (sent.EngineLifecycleSupport, sent.BacktrackWindow));
    }

    [Fact]
    public async Task Another_subnet_group_takes_no_security_groups_of_the_source()
    {
        (Shop.DBSubnetGroup, Shop.VpcSecurityGroups) = ("data", [new() { VpcSecurityGroupId = "sg-1" }]);
        RestoreDBClusterToPointInTimeRequest? sent = null;
        Client.RestoreDBClusterToPointInTimeAsync(Arg.Do<RestoreDBClusterToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBClusterToPointInTimeResponse { DBCluster = Shop });

        await RunAsync(RestoreCluster.Tool, new { clusterId = "check", sourceId = "shop", subnetGroup = "other" });

        Assert.Equal(("other", null), (sent!.DBSubnetGroupName, sent.VpcSecurityGroupIds));
    }
}
