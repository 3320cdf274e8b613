using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class GetInstanceTests : RdsToolTest
{
    public GetInstanceTests()
    {
        There(Orders);
        Snapshots(Snapshot("rds:orders-1", "automated"), Snapshot("before-release"));
        Client.DescribeEventsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeEventsResponse
            {
                Events = [new() { Date = new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc), Message = "old" }],
                Marker = "2"
            },
            new DescribeEventsResponse
            {
                Events = [
                new() { Date = new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc), Message = "DB instance restarted" }]
            });
        Client.DescribeDBEngineVersionsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBEngineVersionsResponse());
        Client.DescribeDBInstanceAutomatedBackupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBInstanceAutomatedBackupsResponse
        {
            DBInstanceAutomatedBackups = [new() { Status = "active",
                RestoreWindow = new() { EarliestTime = new(2026, 2, 22, 0, 0, 0, DateTimeKind.Utc) } }],
        });
        Client.DescribePendingMaintenanceActionsAsync(default!, default).ReturnsForAnyArgs(new DescribePendingMaintenanceActionsResponse
        {
            PendingMaintenanceActions = [
                new() { PendingMaintenanceActionDetails = [
                    new() { Action = "os-upgrade", Description = "New OS",
                        ForcedApplyDate = new DateTime(2026, 4, 1, 0, 0, 0, DateTimeKind.Utc) }] }],
        });
    }

    [Fact]
    public async Task What_belongs_to_the_instance_is_in_the_same_answer()
    {
        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.Equal("DB instance restarted", result.GetProperty("events")[0].GetProperty("message").GetString());
        Assert.Equal(2, result.GetProperty("events").GetArrayLength());
        Assert.Equal((1, 1), (result.GetProperty("backup").GetProperty("automated").GetInt32(), result.GetProperty("backup")
            .GetProperty("manual").GetInt32()));
        Assert.Equal("2026-02-22T00:00:00Z", result.GetProperty("backup").GetProperty("earliestRestorableAt").GetString());
        Assert.Equal("os-upgrade: New OS (from 2026-04-01 00:00Z)", result.GetProperty("maintenance").GetProperty("pending")[0]
            .GetString());
    }

    [Fact]
    public async Task Pending_changes_are_told_and_a_pending_password_is_not()
    {
        Orders.PendingModifiedValues = new() { DBInstanceClass = "db.m7g.large", MultiAZ = true, MasterUserPassword = "hunter2-hunter2" };

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.Equal(["class: db.m7g.large", "multi-AZ: on", "master password: changed"], result.GetProperty("pendingChanges")
            .EnumerateArray().Select(c => c.GetString()!));
        Assert.DoesNotContain("hunter2", result.GetRawText());
    }

    [Fact]
    public async Task A_role_that_may_not_read_maintenance_gets_the_rest_and_is_told()
    {
        Client.DescribePendingMaintenanceActionsAsync(default!, default)
            .ReturnsForAnyArgs<DescribePendingMaintenanceActionsResponse>(_ =>
                throw new AmazonRDSException("no") { ErrorCode = "AccessDenied", StatusCode = System.Net.HttpStatusCode.Forbidden });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.Equal("The pending maintenance: not known (AccessDenied).", result.GetProperty("note").GetString());
        Assert.Equal(2, result.GetProperty("events").GetArrayLength());
    }

    // S3-C6a: storage and backups of a member are those of its cluster.
    [Fact]
    public async Task A_member_has_the_backups_of_its_cluster()
    {
        (Orders.DBClusterIdentifier, Orders.Engine, Orders.AllocatedStorage, Orders.BackupRetentionPeriod) = ("shop", "aurora-postgresql",
            1, 1);
        Snapshots();
        Client.DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(
            new DescribeDBClustersResponse { DBClusters = [new() { DBClusterIdentifier = "shop", BackupRetentionPeriod = 14 }] });
        Client.DescribeDBClusterSnapshotsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterSnapshotsResponse
        {
            DBClusterSnapshots = [
                new() { DBClusterSnapshotIdentifier = "rds:shop-1", SnapshotType = "automated",
                    SnapshotCreateTime = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc) }],
        });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });
        var backup = result.GetProperty("backup");

        Assert.Equal((14, 1, "rds:shop-1", "shop"),
            (backup.GetProperty("retentionDays").GetInt32(), backup.GetProperty("automated").GetInt32(),
                backup.GetProperty("latestSnapshotId").GetString(), backup.GetProperty("clusterId").GetString()));
        Assert.False(result.GetProperty("storage").TryGetProperty("sizeGib", out _));
    }

    // S3-C6c
    [Fact]
    public async Task Snapshots_of_AWS_Backup_are_counted_apart()
    {
        Snapshots(Snapshot("rds:a", "automated"), Snapshot("awsbackup:b", "awsbackup"), Snapshot("awsbackup:c", "awsbackup"));

        var backup = (await RunAsync(GetInstance.Tool, new { instanceId = "orders" })).GetProperty("backup");

        Assert.Equal((1, 0, 2),
            (backup.GetProperty("automated").GetInt32(), backup.GetProperty("manual").GetInt32(), backup.GetProperty("awsBackup")
                .GetInt32()));
    }

    // ANS-R26
    [Fact]
    public async Task Without_backups_there_is_no_time_to_restore_and_an_old_version_is_a_risk()
    {
        (Orders.BackupRetentionPeriod, Orders.LatestRestorableTime) = (0, new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc));
        Client.DescribeDBEngineVersionsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeDBEngineVersionsResponse { DBEngineVersions = [new() { EngineVersion = "16.3", Status = "deprecated" }] });

        var result = await RunAsync(GetInstance.Tool, new { instanceId = "orders" });

        Assert.False(result.GetProperty("backup").TryGetProperty("latestRestorableAt", out _));
        Assert.Contains(result.GetProperty("risks").EnumerateArray(), r =>
            r.GetString()!.StartsWith("AWS has deprecated postgres 16.3", StringComparison.Ordinal));
        Assert.Contains(result.GetProperty("risks").EnumerateArray(), r => r.GetString() == "no backups");
    }
}
