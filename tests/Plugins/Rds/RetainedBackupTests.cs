using System.Text.Json;
using Amazon.RDS.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Rds;

/// <summary>What RDS keeps of what is deleted: once the instance orders, and twice the cluster shop.</summary>
public sealed class RetainedBackupTests : RdsToolTest
{
    private static readonly DateTime Noon = new(2026, 3, 5, 12, 0, 0, DateTimeKind.Utc);

    private readonly List<DBInstanceAutomatedBackup> instances =
    [
        new()
        {
            DBInstanceIdentifier = "orders",
            DbiResourceId = "db-ORDERS",
            Status = "retained",
            Engine = "postgres",
            EngineVersion = "16.3",
            StorageType = "io2",
            Iops = 3000,
            AllocatedStorage = 100,
            Encrypted = true,
            MasterUsername = "app",
            IAMDatabaseAuthenticationEnabled = true,
            RestoreWindow = new() { EarliestTime = Noon.AddDays(-7), LatestTime = Noon },
        },
    ];

    public RetainedBackupTests()
    {
        Client.DescribeDBInstancesAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DescribeDBInstancesResponse>(new DBInstanceNotFoundException("none")));
        Clusters();
        Client.DescribeDBInstanceAutomatedBackupsAsync(default!, default).ReturnsForAnyArgs(
            _ => new DescribeDBInstanceAutomatedBackupsResponse { DBInstanceAutomatedBackups = instances });
        Client.DescribeDBClusterAutomatedBackupsAsync(default!, default).ReturnsForAnyArgs(new DescribeDBClusterAutomatedBackupsResponse
        {
            DBClusterAutomatedBackups = [Cluster("cluster-1", 1), Cluster("cluster-2", 2)],
        });
    }

    private static DBClusterAutomatedBackup Cluster(string id, int day) => new()
    {
        DBClusterIdentifier = "shop",
        DbClusterResourceId = id,
        Status = "retained",
        Engine = "aurora-postgresql",
        EngineVersion = "16.3",
        Port = 5433,
        RestoreWindow = new() { EarliestTime = Noon.AddDays(day), LatestTime = Noon.AddDays(day + 1) },
    };

    [Theory]
    [InlineData("orders")]
    [InlineData("DB-ORDERS")]
    public async Task A_deleted_instance_is_restored_from_the_backups_that_are_kept(string sourceId)
    {
        RestoreDBInstanceToPointInTimeRequest? sent = null;
        Client.RestoreDBInstanceToPointInTimeAsync(Arg.Do<RestoreDBInstanceToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBInstanceToPointInTimeResponse { DBInstance = Orders });

        var plan = await PlanAsync(RestoreToTime.Tool, new { sourceId, instanceId = "orders" });
        await RunAsync(RestoreToTime.Tool, new { sourceId, instanceId = "orders" });

        Assert.Empty(plan.Obstacles);
        Assert.Contains("orders: data: that of 2026-03-05 12:00Z; from backups that are kept of what is deleted", Lines(plan));
        Assert.Contains(plan.Warnings, w => w.StartsWith("Backups keep no network", StringComparison.Ordinal));
        Assert.Equal(("db-ORDERS", null, "io2", 3000, true, null, null), (sent!.SourceDbiResourceId, sent.SourceDBInstanceIdentifier,
            sent.StorageType, sent.Iops, sent.EnableIAMDatabaseAuthentication, sent.DBInstanceClass, sent.DBSubnetGroupName));
        Assert.Equal("The earliest time that can be restored is 2026-02-26 12:00Z.", Assert.Single((await PlanAsync(RestoreToTime.Tool,
            new { sourceId, instanceId = "orders", time = "2026-02-01T00:00:00Z" })).Obstacles));
        // The member for an id is for what exists.
        Assert.All(Client.ReceivedCalls().Select(c => c.GetArguments()[0]).OfType<DescribeDBInstanceAutomatedBackupsRequest>(), r =>
            Assert.Equal(("retained", null), (r.Filters[0].Values[0], r.DBInstanceIdentifier)));
    }

    [Fact]
    public async Task Of_several_that_had_one_id_the_resource_id_tells_which()
    {
        RestoreDBClusterToPointInTimeRequest? sent = null;
        Client.RestoreDBClusterToPointInTimeAsync(Arg.Do<RestoreDBClusterToPointInTimeRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new RestoreDBClusterToPointInTimeResponse { DBCluster = Shop });

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(RestoreCluster.Tool, new { clusterId = "back", sourceId = "shop" }));
        await RunAsync(RestoreCluster.Tool, new { clusterId = "back", sourceId = "cluster-2" });

        Assert.Equal("2 deleted DB clusters were shop: cluster-1 (2026-03-06 12:00Z to 2026-03-07 12:00Z), cluster-2 (2026-03-07 12:00Z "
            + "to 2026-03-08 12:00Z).", error.Message);
        Assert.Equal(("cluster-2", null, 5433), (sent!.SourceDbClusterResourceId, sent.SourceDBClusterIdentifier, sent.Port));
    }

    [Fact]
    public async Task What_neither_is_nor_was_is_not_found()
    {
        // Backups of what is there are another's.
        instances[0].Status = "active";

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(RestoreToTime.Tool, new { sourceId = "orders", instanceId = "new" }))).Code);
        Client.Configure().DescribeDBInstanceAutomatedBackupsAsync(default!, default).ReturnsForAnyArgs(
            Task.FromException<DescribeDBInstanceAutomatedBackupsResponse>(new DBInstanceAutomatedBackupNotFoundException("none")
            {
                ErrorCode = "DBInstanceAutomatedBackupNotFound",
            }));
        Assert.Contains("rds_list_backups", (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(RestoreToTime.Tool, new { sourceId = "other", instanceId = "new" }))).Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("instance", "db-ORDERS", "orders")]
    [InlineData("cluster", "cluster-1", "shop")]
    public async Task Backups_of_what_is_deleted_are_listed(string sourceType, string resourceId, string sourceId)
    {
        var row = (await RunAsync(ListBackups.Tool, new { sourceType, retained = true })).GetProperty("items")[0];

        Assert.Equal((resourceId, sourceId, "retained"), (Text(row, "resourceId"), Text(row, "sourceId"), Text(row, "status")));

        static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();
    }
}
