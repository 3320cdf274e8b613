using Amazon.RDS;
using Amazon.RDS.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Rds;

/// <summary>A database to work on, as RDS describes one.</summary>
public abstract class RdsToolTest : ToolTest<IAmazonRDS>
{
    protected DBInstance Orders { get; } = new()
    {
        DBInstanceIdentifier = "orders",
        DBInstanceArn = "arn:aws:rds:eu-west-1:123456789012:db:orders",
        DBInstanceStatus = "available",
        DBInstanceClass = "db.t4g.micro",
        Engine = "postgres",
        EngineVersion = "16.3",
        AllocatedStorage = 20,
        StorageType = "gp3",
        StorageEncrypted = true,
        BackupRetentionPeriod = 7,
        MultiAZ = false,
        DeletionProtection = true,
        Endpoint = new() { Address = "orders.abc.eu-west-1.rds.amazonaws.com", Port = 5432 },
        PreferredMaintenanceWindow = "sun:02:00-sun:03:00",
        TagList = [new() { Key = "team", Value = "shop" }],
    };

    protected DBCluster Shop { get; } = new()
    {
        DBClusterIdentifier = "shop",
        DBClusterArn = "arn:aws:rds:eu-west-1:123456789012:cluster:shop",
        Status = "available",
        Engine = "aurora-postgresql",
        EngineVersion = "16.3",
        Endpoint = "shop.cluster-abc.eu-west-1.rds.amazonaws.com",
        Port = 5432,
        StorageEncrypted = true,
        DeletionProtection = true,
        BackupRetentionPeriod = 7,
        EarliestRestorableTime = new(2026, 2, 22, 0, 0, 0, DateTimeKind.Utc),
        LatestRestorableTime = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc),
        AllocatedStorage = 1,
        ServerlessV2ScalingConfiguration = new() { MinCapacity = 0.5, MaxCapacity = 8 },
        DBClusterMembers = [new() { DBInstanceIdentifier = "shop-2" }, new() { DBInstanceIdentifier = "shop-1", IsClusterWriter = true }],
    };

    protected void Clusters(params DBCluster[] clusters) =>
        Client.Configure().DescribeDBClustersAsync(default!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeDBClustersRequest>().DBClusterIdentifier is not { } id
                ? new DescribeDBClustersResponse { DBClusters = [.. clusters] }
            : clusters.FirstOrDefault(c => c.DBClusterIdentifier == id) is { } one ? new DescribeDBClustersResponse { DBClusters = [one] }
            : throw new DBClusterNotFoundException("no such cluster"));

    protected void There(params DBInstance[] instances) =>
        Client.Configure().DescribeDBInstancesAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeDBInstancesResponse { DBInstances = [.. instances] });

    protected void NotThere() =>
        Client.Configure().DescribeDBInstancesAsync(default!, default)
            .ReturnsForAnyArgs<DescribeDBInstancesResponse>(_ =>
                throw new DBInstanceNotFoundException("no such instance") { ErrorCode = "DBInstanceNotFound" });

    protected void Snapshots(params DBSnapshot[] snapshots) =>
        Client.Configure().DescribeDBSnapshotsAsync(default!, default).ReturnsForAnyArgs(call =>
        call.Arg<DescribeDBSnapshotsRequest>().DBSnapshotIdentifier is not { } id
            ? new DescribeDBSnapshotsResponse { DBSnapshots = [.. snapshots] }
        : snapshots.FirstOrDefault(s => s.DBSnapshotIdentifier == id) is { } one ? new DescribeDBSnapshotsResponse { DBSnapshots = [one] }
        : throw new DBSnapshotNotFoundException("no such snapshot"));

    protected static DBSnapshot Snapshot(string id, string type = "manual") => new()
    {
        DBSnapshotIdentifier = id,
        DBSnapshotArn = $"arn:aws:rds:eu-west-1:123456789012:snapshot:{id}",
        DBInstanceIdentifier = "orders",
        SnapshotType = type,
        Status = "available",
        Engine = "postgres",
        EngineVersion = "16.3",
        MasterUsername = "postgres",
        AllocatedStorage = 20,
        SnapshotCreateTime = new(2026, 3, 1, 4, 5, 0, DateTimeKind.Utc),
        TagList = [new() { Key = "team", Value = "shop" }],
    };
}
