using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>
/// rds_get_instance: a DB instance with what belongs to it (DescribeDBInstances, DescribeEvents, DescribeDBSnapshots or, for a member of a
/// cluster, DescribeDBClusters and DescribeDBClusterSnapshots, DescribePendingMaintenanceActions, DescribeDBEngineVersions,
/// DescribeDBInstanceAutomatedBackups).
/// </summary>
public static class GetInstance
{
    private const int MostEvents = 20;

    public static readonly RdsTool Tool = RdsTool.Read<Input, Result>(
        "get_instance",
        "One DB instance in full, with pending changes and events of the last week. "
        + "For older events, use rds_list_events.",
        RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeEvents", "rds:DescribeDBSnapshots",
            "rds:DescribeDBClusterSnapshots",
            "rds:DescribePendingMaintenanceActions", "rds:DescribeDBEngineVersions", "rds:DescribeDBInstanceAutomatedBackups",
        ],
        examples: ["Why did the orders database restart?", "How do I connect to orders, and when was it last backed up?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }
    }

    public sealed record Result(
        string Id, string Arn, string Status, string Engine, string Version, string Class, DateTime? CreatedAt, string? Endpoint,
        string? DbName,
        string? MasterUsername, string? MasterSecretArn, bool IamAuthentication, StorageInfo Storage, Network Network, bool MultiAz,
        string? ClusterId,
        string? ReplicaOf, IReadOnlyList<string> Replicas, BackupInfo Backup, MaintenanceInfo Maintenance,
        IReadOnlyList<string> PendingChanges,
        IReadOnlyList<string> ParameterGroups, bool DeletionProtection, bool PerformanceInsights, IReadOnlyList<string> LogExports,
        string? CaCertificate, DateTime? CertificateExpiresAt, IReadOnlyList<EventInfo> Events, IReadOnlyDictionary<string, string> Tags)
    {
        /// <summary>What is careless about it; absent when nothing is.</summary>
        public IReadOnlyList<string>? Risks { get; init; }

        /// <summary>What could not be read.</summary>
        public string? Note { get; init; }
    }

    public sealed record StorageInfo(int? SizeGib, int? MaxSizeGib, string? Type, int? Iops, int? ThroughputMibps, bool Encrypted,
        string? KmsKeyId);

    public sealed record Network(
        string? VpcId, string? SubnetGroup, IReadOnlyList<string> SecurityGroupIds, bool Public, string? Zone, string? StandbyZone);

    /// <param name="EarliestRestorableAt">rds_restore_to_time makes a new instance as of any time from here to the latest.</param>
    /// <param name="LatestRestorableAt">Absent when automated backups are off: there is no recovery to a point in time then.</param>
    /// <param name="AwsBackup">Snapshots that AWS Backup took.</param>
    /// <param name="ClusterId">Given when these are the backups of its cluster.</param>
    public sealed record BackupInfo(
        int? RetentionDays, string? Window, DateTime? EarliestRestorableAt, DateTime? LatestRestorableAt, int? Automated, int? Manual,
            int? AwsBackup,
        string? LatestSnapshotId,
        DateTime? LatestSnapshotAt, string? ClusterId);

    public sealed record MaintenanceInfo(string? Window, bool AutoMinorUpgrade, IReadOnlyList<string> Pending);

    public sealed record EventInfo(DateTime? At, string Message);

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (unknown, i) = (new Unknowns(context.Target), await DbInstances.FindAsync(rds, input.InstanceId, ct));
        var events = unknown.TryAsync("The events", () => EventsAsync(rds, i.DBInstanceIdentifier, SourceType.DbInstance, ct));
        var backup = BackupAsync(rds, i, unknown, ct);
        var maintenance = unknown.TryAsync("The pending maintenance", () => MaintenanceAsync(rds, i.DBInstanceArn, ct));
        var version = unknown.TryAsync("Whether the version is still offered", () => DeprecationAsync(rds, i, ct));
        await Task.WhenAll(events, backup, maintenance, version);

        var isMember = DbInstances.IsMember(i);
        return new(
            i.DBInstanceIdentifier, i.DBInstanceArn, i.DBInstanceStatus, i.Engine, i.EngineVersion, i.DBInstanceClass, i.InstanceCreateTime,
            DbInstances.Endpoint(i), i.DBName,
            i.MasterUsername, i.MasterUserSecret?.SecretArn, i.IAMDatabaseAuthenticationEnabled == true,
            // RDS says 1 GiB for a member of a cluster.
            new(isMember ? null : i.AllocatedStorage, i.MaxAllocatedStorage, i.StorageType, i.Iops, i.StorageThroughput,
                i.StorageEncrypted == true, i.KmsKeyId),
            new(i.DBSubnetGroup?.VpcId, i.DBSubnetGroup?.DBSubnetGroupName,
                [.. (i.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)],
                i.PubliclyAccessible == true, i.AvailabilityZone, i.SecondaryAvailabilityZone),
            i.MultiAZ == true, isMember ? i.DBClusterIdentifier : null, DbInstances.ReplicaOf(i),
            [.. i.ReadReplicaDBInstanceIdentifiers ?? [], .. (i.ReadReplicaDBClusterIdentifiers ?? []).Select(c => $"cluster {c}")],
            await backup, new(i.PreferredMaintenanceWindow, i.AutoMinorVersionUpgrade == true, await maintenance ?? []),
            [.. Pending(i.PendingModifiedValues)],
            [.. (i.DBParameterGroups ?? []).Select(g => $"{g.DBParameterGroupName} ({g.ParameterApplyStatus})")],
            i.DeletionProtection == true, i.PerformanceInsightsEnabled == true, i.EnabledCloudwatchLogsExports ?? [],
            i.CACertificateIdentifier, i.CertificateDetails?.ValidTill, await events ?? [], i.TagList.ToMap())
        {
            Risks = await version is { } old ? [.. DbInstances.Risks(i) ?? [], old] : DbInstances.Risks(i),
            Note = unknown.Note,
        };
    }

    private static async Task<BackupInfo> BackupAsync(IAmazonRDS rds, DBInstance i, Unknowns unknown, CancellationToken ct)
    {
        if (!DbInstances.IsMember(i))
        {
            var earliest = i.BackupRetentionPeriod is > 0
                ? unknown.TryAsync("The earliest time to restore", () => WindowAsync(rds, i, ct))
                : Task.FromResult<RestoreWindow?>(null);
            var own = await unknown.TryAsync("The snapshots", () => DbSnapshots.OfInstanceAsync(rds, i.DBInstanceIdentifier, ct));
            return Info(i.BackupRetentionPeriod, i.PreferredBackupWindow, (await earliest)?.EarliestTime, i.LatestRestorableTime,
                own?.ConvertAll(s => new Taken(s.DBSnapshotIdentifier, s.SnapshotType, s.SnapshotCreateTime)), null);
        }

        // The backups of a member are those of its cluster.
        var cluster = unknown.TryAsync("The cluster", () => DbClusters.FindAsync(rds, i.DBClusterIdentifier, ct));
        var snapshots = await unknown.TryAsync("The snapshots of the cluster", () =>
            DbSnapshots.OfClusterAsync(rds, i.DBClusterIdentifier, ct));
        var c = await cluster;
        return Info(c?.BackupRetentionPeriod, c?.PreferredBackupWindow, c?.EarliestRestorableTime, c?.LatestRestorableTime,
            snapshots?.ConvertAll(s => new Taken(s.DBClusterSnapshotIdentifier, s.SnapshotType, s.SnapshotCreateTime)),
            i.DBClusterIdentifier);

        static BackupInfo Info(int? days, string? window, DateTime? from, DateTime? restorable, List<Taken>? taken, string? clusterId)
        {
            var latest = taken?.MaxBy(t => t.At);
            return new(days, window, days is > 0 ? from : null, days is > 0 ? restorable : null, Count("automated"), Count("manual"),
                Count("awsbackup"), latest?.Id,
                latest?.At, clusterId);

            int? Count(string type) => taken?.Count(t => t.Type == type);
        }
    }

    // From when on an instance can be restored to a point in time; null when RDS does not say.
    internal static async Task<RestoreWindow?> WindowAsync(IAmazonRDS rds, DBInstance i, CancellationToken ct) =>
        ((await rds.DescribeDBInstanceAutomatedBackupsAsync(new() { DBInstanceIdentifier = i.DBInstanceIdentifier }, ct))
            .DBInstanceAutomatedBackups ?? []).FirstOrDefault(b => b.Status is "active" or null)?.RestoreWindow;

    private sealed record Taken(string Id, string Type, DateTime? At);

    private static async Task<string?> DeprecationAsync(IAmazonRDS rds, DBInstance i, CancellationToken ct)
    {
        var answer = await rds.DescribeDBEngineVersionsAsync(
            new() { Engine = i.Engine, EngineVersion = i.EngineVersion, IncludeAll = true }, ct);
        return (answer.DBEngineVersions ?? []).FirstOrDefault(v => v.EngineVersion == i.EngineVersion)?.Status is "deprecated"
            ? $"AWS has deprecated {i.Engine} {i.EngineVersion}; rds_list_engine_versions shows what it can be upgraded to"
            : null;
    }

    internal static async Task<IReadOnlyList<EventInfo>> EventsAsync(IAmazonRDS rds, string id, SourceType type, CancellationToken ct)
    {
        // RDS tells the oldest first.
        var all = await Paging.AllAsync(async marker =>
        {
            var answer = await rds.DescribeEventsAsync(
                new()
                {
                    SourceIdentifier = id,
                    SourceType = type,
                    Duration = 7 * 24 * 60,
                    MaxRecords = 100,
                    Marker = marker
                }, ct);
            return (answer.Events, answer.Marker);
        });
        return [.. all.OrderByDescending(e => e.Date).Take(MostEvents).Select(e => new EventInfo(e.Date, e.Message))];
    }

    internal static async Task<IReadOnlyList<string>> MaintenanceAsync(IAmazonRDS rds, string arn, CancellationToken ct)
    {
        var answer = await rds.DescribePendingMaintenanceActionsAsync(new() { ResourceIdentifier = arn }, ct);
        return [.. (answer.PendingMaintenanceActions ?? []).SelectMany(r => r.PendingMaintenanceActionDetails ?? []).Select(Describe)];
    }

    internal static DateTime? Due(PendingMaintenanceAction a) => a.CurrentApplyDate ?? a.ForcedApplyDate ?? a.AutoAppliedAfterDate;

    private static string Describe(PendingMaintenanceAction a)
    {
        var at = Due(a);
        return $"{a.Action}: {a.Description}{(at is null ? "" : $" (from {PlanBuilder.Text(at)})")}";
    }

    internal static IEnumerable<string> Pending(PendingModifiedValues? p) => p is null ? [] : new (string What, object? Value)[]
    {
        ("class", p.DBInstanceClass), ("version", p.EngineVersion), ("engine", p.Engine), ("storage GiB", p.AllocatedStorage),
        ("storage type", p.StorageType), ("iops", p.Iops),
        ("throughput", p.StorageThroughput), ("multi-AZ", p.MultiAZ), ("backup days", p.BackupRetentionPeriod), ("port", p.Port),
        ("id", p.DBInstanceIdentifier),
        ("license", p.LicenseModel), ("CA certificate", p.CACertificateIdentifier), ("subnet group", p.DBSubnetGroupName),
        ("IAM authentication", p.IAMDatabaseAuthenticationEnabled),
        ("master password", p.MasterUserPassword is null ? null : "changed"),
    }.Where(c => c.Value is not (null or "")).Select(c => $"{c.What}: {PlanBuilder.Text(c.Value)}");
}
