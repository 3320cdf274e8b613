using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>
/// rds_get_cluster: a DB cluster with its members and backups (DescribeDBClusters, DescribeDBInstances, DescribeDBClusterSnapshots,
/// DescribePendingMaintenanceActions, DescribeEvents).
/// </summary>
public static class GetCluster
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Result>(
        "get_cluster",
        "One Aurora or Multi-AZ DB cluster in full. For a member, use rds_get_instance.",
        RunAsync,
        iam:
        [
            "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribeDBClusterSnapshots",
            "rds:DescribePendingMaintenanceActions", "rds:DescribeEvents",
        ],
        examples: ["What serverless capacity has cluster orders?", "To when can cluster orders be restored?"]);

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }
    }

    public sealed record Result(
        string Id, string Arn, string Status, string Engine, string Version, DateTime? CreatedAt, string? Endpoint, string? ReaderEndpoint,
        string? DbName, string? MasterUsername, string? MasterSecretArn, bool IamAuthentication, IReadOnlyList<Member> Members,
        string? ServerlessCapacity, StorageInfo Storage, NetworkInfo Network, BackupInfo Backup, GetInstance.MaintenanceInfo Maintenance,
        IReadOnlyList<string> PendingChanges, string? ParameterGroup, bool DeletionProtection, string? ReplicaOf,
        IReadOnlyList<string> LogExports, IReadOnlyList<GetInstance.EventInfo> Events, IReadOnlyDictionary<string, string> Tags)
    {
        /// <summary>What is careless about it; absent when nothing is.</summary>
        public IReadOnlyList<string>? Risks { get; init; }

        /// <summary>What could not be read.</summary>
        public string? Note { get; init; }
    }

    /// <param name="Priority">Which reader takes over first: the lowest number.</param>
    public sealed record Member(string Id, bool Writer, string? Class, string? Status, string? Zone, int? Priority, bool? Public);

    public sealed record StorageInfo(int? SizeGib, string? Type, int? Iops, bool Encrypted, string? KmsKeyId);

    public sealed record NetworkInfo(string? SubnetGroup, IReadOnlyList<string> SecurityGroupIds, IReadOnlyList<string> Zones);

    public sealed record BackupInfo(
        int? RetentionDays, string? Window, DateTime? EarliestRestorableAt, DateTime? LatestRestorableAt, int? Automated, int? Manual,
        int? AwsBackup, string? LatestSnapshotId, DateTime? LatestSnapshotAt);

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (unknown, c) = (new Unknowns(context.Target), await DbClusters.FindAsync(rds, input.ClusterId, ct));
        var instances = unknown.TryAsync("The members", () => InstancesAsync(rds, c, ct));
        var snapshots = unknown.TryAsync("The snapshots", () => DbSnapshots.OfClusterAsync(rds, c.DBClusterIdentifier, ct));
        var maintenance = unknown.TryAsync("The pending maintenance", () => GetInstance.MaintenanceAsync(rds, c.DBClusterArn, ct));
        var events = unknown.TryAsync("The events", () => GetInstance.EventsAsync(rds, c.DBClusterIdentifier, SourceType.DbCluster, ct));
        await Task.WhenAll(instances, snapshots, maintenance, events);

        var (own, taken) = ((await instances)?.ToDictionary(i => i.DBInstanceIdentifier), await snapshots);
        var (latest, aurora) = (taken?.MaxBy(s => s.SnapshotCreateTime), !DbClusters.IsMultiAz(c.Engine));
        return new(
            c.DBClusterIdentifier, c.DBClusterArn, c.Status, c.Engine, c.EngineVersion, c.ClusterCreateTime, DbClusters.Endpoint(c),
            c.ReaderEndpoint, c.DatabaseName, c.MasterUsername, c.MasterUserSecret?.SecretArn, c.IAMDatabaseAuthenticationEnabled == true,
            [.. DbClusters.Members(c).Select(m => ToMember(m, own?.GetValueOrDefault(m.DBInstanceIdentifier)))],
            DbClusters.Capacity(c.ServerlessV2ScalingConfiguration?.MinCapacity, c.ServerlessV2ScalingConfiguration?.MaxCapacity),
            // Aurora and its like grow by themselves, and RDS says 1 GiB for them.
            new(aurora ? null : c.AllocatedStorage, c.StorageType, c.Iops, c.StorageEncrypted == true, c.KmsKeyId),
            new(c.DBSubnetGroup, [.. (c.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)], c.AvailabilityZones ?? []),
            new(c.BackupRetentionPeriod, c.PreferredBackupWindow, c.EarliestRestorableTime, c.LatestRestorableTime, Count("automated"),
                Count("manual"), Count("awsbackup"), latest?.DBClusterSnapshotIdentifier, latest?.SnapshotCreateTime),
            new(c.PreferredMaintenanceWindow, c.AutoMinorVersionUpgrade == true, await maintenance ?? []), [.. Pending(c)],
            c.DBClusterParameterGroup, c.DeletionProtection == true, c.ReplicationSourceIdentifier, c.EnabledCloudwatchLogsExports ?? [],
            await events ?? [], c.TagList.ToMap())
        {
            Risks = DbClusters.Risks(c),
            Note = unknown.Note,
        };

        int? Count(string type) => taken?.Count(s => s.SnapshotType == type);
    }

    private static Member ToMember(DBClusterMember m, DBInstance? i) => new(
        m.DBInstanceIdentifier, m.IsClusterWriter == true, i?.DBInstanceClass, i?.DBInstanceStatus, i?.AvailabilityZone, m.PromotionTier,
        i?.PubliclyAccessible);

    internal static Task<List<DBInstance>> InstancesAsync(IAmazonRDS rds, DBCluster c, CancellationToken ct) =>
        Paging.AllAsync(async marker =>
        {
            var answer = await rds.DescribeDBInstancesAsync(new()
            {
                Filters = [new() { Name = "db-cluster-id", Values = [c.DBClusterIdentifier] }],
                MaxRecords = 100,
                Marker = marker,
            }, ct);
            return (answer.DBInstances, answer.Marker);
        });

    internal static IEnumerable<string> Pending(DBCluster c) =>
        c.PendingModifiedValues is not { } p ? [] : new (string What, object? Value)[]
    {
        ("version", p.EngineVersion), ("storage GiB", p.AllocatedStorage), ("storage type", p.StorageType), ("iops", p.Iops),
        ("backup days", p.BackupRetentionPeriod), ("id", p.DBClusterIdentifier),
        ("IAM authentication", p.IAMDatabaseAuthenticationEnabled), ("master password", p.MasterUserPassword is null ? null : "changed"),
    }.Where(v => v.Value is not (null or "")).Select(v => $"{v.What}: {PlanBuilder.Text(v.Value)}");
}
