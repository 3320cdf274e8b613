using System.ComponentModel;
using System.Globalization;
using Amazon.RDS;
using Amazon.RDS.Model;
using Amazon.Runtime;

namespace Infra.Plugins.Rds;

/// <summary>rds_get_instance: a DB instance with what belongs to it (DescribeDBInstances, DescribeEvents, DescribeDBSnapshots, DescribePendingMaintenanceActions).</summary>
public static class GetInstance
{
    private const int MostEvents = 20;

    public static readonly RdsTool Tool = RdsTool.Read<Input, Result>(
        "get_instance", "One DB instance in full: endpoint, storage, network, backups, pending changes and maintenance, events of the last week. For older events, use rds_list_events.", RunAsync,
        iam: ["rds:DescribeDBInstances", "rds:DescribeEvents", "rds:DescribeDBSnapshots", "rds:DescribePendingMaintenanceActions"],
        examples: ["Why did the orders database restart?", "How do I connect to orders, and when was it last backed up?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }
    }

    public sealed record Result(
        string Id, string Arn, string Status, string Engine, string Version, string Class, DateTime? CreatedAt, string? Endpoint, string? DbName,
        string? MasterUsername, string? MasterSecretArn, bool IamAuthentication, StorageInfo Storage, Network Network, bool MultiAz, string? ClusterId,
        string? ReplicaOf, IReadOnlyList<string> Replicas, BackupInfo Backup, MaintenanceInfo Maintenance, IReadOnlyList<string> PendingChanges,
        IReadOnlyList<string> ParameterGroups, bool DeletionProtection, bool PerformanceInsights, IReadOnlyList<string> LogExports,
        string? CaCertificate, DateTime? CertificateExpiresAt, IReadOnlyList<EventInfo> Events, IReadOnlyDictionary<string, string> Tags);

    public sealed record StorageInfo(int? SizeGib, int? MaxSizeGib, string? Type, int? Iops, int? ThroughputMibps, bool Encrypted, string? KmsKeyId);

    public sealed record Network(
        string? VpcId, string? SubnetGroup, IReadOnlyList<string> SecurityGroupIds, bool Public, string? Zone, string? StandbyZone);

    public sealed record BackupInfo(
        int RetentionDays, string? Window, DateTime? LatestRestorableAt, int Automated, int Manual, string? LatestSnapshotId, DateTime? LatestSnapshotAt);

    public sealed record MaintenanceInfo(string? Window, bool AutoMinorUpgrade, IReadOnlyList<string> Pending, string? Note);

    public sealed record EventInfo(DateTime? At, string Message);

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var events = EventsAsync(rds, i.DBInstanceIdentifier, ct);
        var snapshots = DbSnapshots.OfInstanceAsync(rds, i.DBInstanceIdentifier, ct);
        var maintenance = MaintenanceAsync(rds, i, ct);
        await Task.WhenAll(events, snapshots, maintenance);

        var kinds = (await snapshots).ToLookup(s => s.SnapshotType == "automated");
        var latest = (await snapshots).MaxBy(s => s.SnapshotCreateTime);
        return new(
            i.DBInstanceIdentifier, i.DBInstanceArn, i.DBInstanceStatus, i.Engine, i.EngineVersion, i.DBInstanceClass, i.InstanceCreateTime, DbInstances.Endpoint(i), i.DBName,
            i.MasterUsername, i.MasterUserSecret?.SecretArn, i.IAMDatabaseAuthenticationEnabled == true,
            new(i.AllocatedStorage, i.MaxAllocatedStorage, i.StorageType, i.Iops, i.StorageThroughput, i.StorageEncrypted == true, i.KmsKeyId),
            new(i.DBSubnetGroup?.VpcId, i.DBSubnetGroup?.DBSubnetGroupName, [.. (i.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)],
                i.PubliclyAccessible == true, i.AvailabilityZone, i.SecondaryAvailabilityZone),
            i.MultiAZ == true, i.DBClusterIdentifier, i.ReadReplicaSourceDBInstanceIdentifier, i.ReadReplicaDBInstanceIdentifiers ?? [],
            new(i.BackupRetentionPeriod ?? 0, i.PreferredBackupWindow, i.LatestRestorableTime, kinds[true].Count(), kinds[false].Count(), latest?.DBSnapshotIdentifier, latest?.SnapshotCreateTime),
            await maintenance, [.. Pending(i.PendingModifiedValues)],
            [.. (i.DBParameterGroups ?? []).Select(g => $"{g.DBParameterGroupName} ({g.ParameterApplyStatus})")],
            i.DeletionProtection == true, i.PerformanceInsightsEnabled == true, i.EnabledCloudwatchLogsExports ?? [],
            i.CACertificateIdentifier, i.CertificateDetails?.ValidTill, await events, i.TagList.ToMap());
    }

    private static async Task<IReadOnlyList<EventInfo>> EventsAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        // RDS tells the oldest first.
        var all = await RdsPages.AllAsync(async marker =>
        {
            var answer = await rds.DescribeEventsAsync(new() { SourceIdentifier = id, SourceType = SourceType.DbInstance, Duration = 7 * 24 * 60, MaxRecords = 100, Marker = marker }, ct);
            return (answer.Events, answer.Marker);
        });
        return [.. all.OrderByDescending(e => e.Date).Take(MostEvents).Select(e => new EventInfo(e.Date, e.Message))];
    }

    private static async Task<MaintenanceInfo> MaintenanceAsync(IAmazonRDS rds, DBInstance i, CancellationToken ct)
    {
        try
        {
            var answer = await rds.DescribePendingMaintenanceActionsAsync(new() { ResourceIdentifier = i.DBInstanceArn }, ct);
            return Info((answer.PendingMaintenanceActions ?? []).SelectMany(r => r.PendingMaintenanceActionDetails ?? []).Select(Describe), null);
        }
        catch (AmazonServiceException e)
        {
            // A role may well read instances and not this; the rest of the answer is worth having.
            return Info([], $"Pending maintenance could not be read: {(string.IsNullOrEmpty(e.ErrorCode) ? $"HTTP {(int)e.StatusCode}" : e.ErrorCode)}.");
        }

        MaintenanceInfo Info(IEnumerable<string> pending, string? note) => new(i.PreferredMaintenanceWindow, i.AutoMinorVersionUpgrade == true, [.. pending], note);
    }

    private static string Describe(PendingMaintenanceAction a)
    {
        var at = a.CurrentApplyDate ?? a.ForcedApplyDate ?? a.AutoAppliedAfterDate;
        return $"{a.Action}: {a.Description}{(at is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (from {at.Value.ToUniversalTime():yyyy-MM-dd HH:mm}Z)"))}";
    }

    internal static IEnumerable<string> Pending(PendingModifiedValues? p) => p is null ? [] : new (string What, object? Value)[]
    {
        ("class", p.DBInstanceClass), ("version", p.EngineVersion), ("engine", p.Engine), ("storage GiB", p.AllocatedStorage), ("storage type", p.StorageType), ("iops", p.Iops),
        ("throughput", p.StorageThroughput), ("multi-AZ", p.MultiAZ), ("backup days", p.BackupRetentionPeriod), ("port", p.Port), ("id", p.DBInstanceIdentifier),
        ("license", p.LicenseModel), ("CA certificate", p.CACertificateIdentifier), ("subnet group", p.DBSubnetGroupName), ("IAM authentication", p.IAMDatabaseAuthenticationEnabled),
        ("master password", p.MasterUserPassword is null ? null : "changed"),
    }.Where(c => c.Value is not (null or "")).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.What}: {c.Value}"));
}
