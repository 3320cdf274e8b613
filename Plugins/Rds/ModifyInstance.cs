using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_modify_instance (ModifyDBInstance).</summary>
public static class ModifyInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "modify_instance", "Changes settings of a DB instance, in its maintenance window or at once; what is left out stays.", PlanAsync,
        RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:ModifyDBInstance", "secretsmanager:CreateSecret",
            "secretsmanager:TagResource", "secretsmanager:RotateSecret", "kms:DescribeKey",
        ],
        examples: ["Give orders 100 GiB.", "Move orders to the newest certificate authority.", "Turn off deletion protection of orders.",
            "Move orders to db.m7g.large in the next window."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Now, pending changes too.")]
        public bool ApplyImmediately { get; init; }

        [Description("Instance class, like db.m7g.large.")]
        public string? InstanceClass { get; init; }

        [Description("Engine version to upgrade to.")]
        public string? Version { get; init; }

        [Description("Allows version to be a major upgrade.")]
        public bool AllowMajorUpgrade { get; init; }

        [Description("Storage in GiB; it only grows, by 10% or more.")]
        public int? StorageGib { get; init; }

        [Description("Grows by itself up to this.")]
        public int? MaxStorageGib { get; init; }

        [Description("Storage type."), AllowedValues("gp3", "gp2", "io1", "io2")]
        public string? StorageType { get; init; }

        [Description("IOPS.")]
        public int? Iops { get; init; }

        [Description("Standby in another zone.")]
        public bool? MultiAz { get; init; }

        [Description("Days that automated backups are kept."), Range(1, 35)]
        public int? BackupDays { get; init; }

        [Description("UTC, like 02:00-03:00.")]
        public string? BackupWindow { get; init; }

        [Description("UTC, like sun:02:00-sun:03:00.")]
        public string? MaintenanceWindow { get; init; }

        [Description("Replaces the present ones."), MinLength(1)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("DB parameter group.")]
        public string? ParameterGroup { get; init; }

        [Description("Gives it a public address.")]
        public bool? PubliclyAccessible { get; init; }

        [Description("Deletion protection.")]
        public bool? DeletionProtection { get; init; }

        [Description("Lets IAM identities log in.")]
        public bool? IamAuthentication { get; init; }

        [Description("MiB/s, of gp3.")]
        public int? ThroughputMibps { get; init; }

        [Description("CA of its certificate, like rds-ca-rsa2048-g1.")]
        public string? CaCertificate { get; init; }

        [Description("Performance Insights.")]
        public bool? PerformanceInsights { get; init; }

        [Description("All logs that go to CloudWatch; [] for none.")]
        public IReadOnlyList<string>? LogTypes { get; init; }

        [Description("Minor upgrades by AWS in the maintenance window.")]
        public bool? AutoMinorUpgrade { get; init; }

        [Description("New master password in Secrets Manager.")]
        public bool RotatePassword { get; init; }
    }

    public sealed record Result(string Id, string Status, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var changes = Compare(i, input);
        var waits = !input.ApplyImmediately
            && changes.Changed.Any(c => c.Note?.StartsWith(PendingChanges.Window, StringComparison.Ordinal) is true);
        var plan = new PlanBuilder(
            $"Change {DbInstances.Describe(i)}{(waits ? $" in its maintenance window {i.PreferredMaintenanceWindow} UTC" : "")}.")
            .Touch(DbInstances.ToResource(i))
            .Add(changes.All);
        if (input.BackupDays is { } days && i.BackupRetentionPeriod is > 0 and var kept && days < kept)
            plan.Lose($"automated backups of {i.DBInstanceIdentifier} that are older than {days} days", PendingChanges.Now);
        if (input.PubliclyAccessible == true && i.PubliclyAccessible != true) plan.Warn(
            "It gets a public address; its security groups alone keep the world out.");
        if (input.StorageGib < i.AllocatedStorage) plan.Obstacle(
            $"Storage cannot shrink from {i.AllocatedStorage} GiB to {input.StorageGib}.");
        if (i.DBInstanceStatus is "stopped") plan.Obstacle("RDS does not modify a stopped instance; use rds_start_instance.");
        if (OfCluster(i, input) is { Count: > 0 } shared)
            plan.Obstacle($"It is a member of cluster {i.DBClusterIdentifier}, which has its {string.Join(", ", shared)}: "
                + $"use rds_modify_cluster with clusterId={i.DBClusterIdentifier}"
                + $"{(shared.Contains(Storage) ? "; Aurora's storage grows by itself" : "")}"
                + $"{(shared.Contains(Standby) ? "; its readers are its standbys" : "")}.");
        if (input.InstanceClass is "db.serverless" && DbInstances.IsMember(i)
            && await DbClusters.TryFindAsync(rds, i.DBClusterIdentifier, ct) is { } cluster)
            plan.Obstacle(DbClusters.WhyNoMember(cluster, input.InstanceClass));
        if (input.StorageType is "io1" or "io2" && (input.Iops ?? i.Iops) is not > 0)
            plan.Obstacle($"Storage of type {input.StorageType} has provisioned IOPS: pass iops.");
        if ((input.Iops ?? input.ThroughputMibps) is not null && !DbInstances.IsMember(i))
            plan.Obstacle(DbInstances.WhyNoIops(i.Engine, input.StorageType ?? i.StorageType, input.StorageGib ?? i.AllocatedStorage));
        foreach (var why in EngineVersions.WhyNoUpgrade(i.Engine, i.EngineVersion, input.Version, input.AllowMajorUpgrade,
            ("parameterGroup", (i.DBParameterGroups ?? []).FirstOrDefault()?.DBParameterGroupName, input.ParameterGroup)))
            plan.Obstacle(why);
        if (input.RotatePassword && i.MasterUserSecret is null && i.ReadReplicaDBInstanceIdentifiers is { Count: > 0 })
            plan.Obstacle(DbInstances.ReplicatesManagedPassword(i.Engine) ? null
                : "It has read replicas, and RDS keeps the master password of no such database in Secrets Manager.");
        plan.WarnOfPending(changes, input.ApplyImmediately, GetInstance.Pending(i.PendingModifiedValues), "rds_get_instance");
        return plan.WayBack("rds_modify_instance", ("instanceId", i.DBInstanceIdentifier), input.ApplyImmediately,
            PendingChanges.Never(input.Version, input.StorageGib > i.AllocatedStorage, input.RotatePassword),
            ("instanceClass", input.InstanceClass, i.DBInstanceClass), ("maxStorageGib", input.MaxStorageGib, i.MaxAllocatedStorage),
            ("storageType", input.StorageType, i.StorageType), ("iops", input.Iops, i.Iops), ("multiAz", input.MultiAz, i.MultiAZ == true),
            ("backupDays", input.BackupDays, i.BackupRetentionPeriod is > 0 ? i.BackupRetentionPeriod : null),
            ("backupWindow", input.BackupWindow, i.PreferredBackupWindow),
            ("maintenanceWindow", input.MaintenanceWindow, i.PreferredMaintenanceWindow),
            ("securityGroupIds", input.SecurityGroupIds, (i.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)),
            ("parameterGroup", input.ParameterGroup, (i.DBParameterGroups ?? []).FirstOrDefault()?.DBParameterGroupName),
            ("publiclyAccessible", input.PubliclyAccessible, i.PubliclyAccessible == true),
            ("deletionProtection", input.DeletionProtection, i.DeletionProtection == true),
            ("iamAuthentication", input.IamAuthentication, i.IAMDatabaseAuthenticationEnabled == true),
            ("throughputMibps", input.ThroughputMibps, i.StorageThroughput),
            ("caCertificate", input.CaCertificate, i.CACertificateIdentifier),
            ("performanceInsights", input.PerformanceInsights, i.PerformanceInsightsEnabled == true),
            ("logTypes", input.LogTypes, i.EnabledCloudwatchLogsExports ?? []),
            ("autoMinorUpgrade", input.AutoMinorUpgrade, i.AutoMinorVersionUpgrade == true)).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var changes = Compare(i, input);
        if (changes.ChangesNothing) return new(i.DBInstanceIdentifier, i.DBInstanceStatus, []);

        var request = changes.ApplyTo(
            new ModifyDBInstanceRequest { DBInstanceIdentifier = i.DBInstanceIdentifier, ApplyImmediately = input.ApplyImmediately });
        // RDS wants size and provisioned IOPS together, also where only one of them, the type or the throughput changes.
        if ((request.AllocatedStorage ?? request.Iops ?? request.StorageThroughput) is not null || request.StorageType is not null)
        {
            request.Iops ??= TakesIops(i, input) && i.Iops is > 0 ? i.Iops : null;
            if (request.Iops is not null) request.AllocatedStorage ??= i.AllocatedStorage;
        }

        var changed = (await rds.ModifyDBInstanceAsync(request, ct)).DBInstance;
        context.Done($"asked to change {string.Join(", ", changes.Changed.Select(c => c.Property))} of {i.DBInstanceIdentifier}");
        return new(changed.DBInstanceIdentifier, changed.DBInstanceStatus,
            [.. changes.Changed.Select(c => $"{c.Property}: {c.From} -> {c.To}; {c.Note}")]);
    }

    private const string Storage = "storage", Standby = "multi-AZ";

    private static SettingChanges<ModifyDBInstanceRequest> Compare(DBInstance i, Input input)
    {
        if (input.LogTypes is { } logs) Rds.LogTypes.Check(i.Engine, logs);
        var (changes, p) = (new SettingChanges<ModifyDBInstanceRequest>(i.DBInstanceIdentifier), i.PendingModifiedValues);
        Add("class", i.DBInstanceClass, p?.DBInstanceClass, input.InstanceClass, When.AsAsked, Outage(i), (r, v) => r.DBInstanceClass = v);
        Add("version", i.EngineVersion, p?.EngineVersion, input.Version, When.AsAsked,
            "an outage while it upgrades, and no way back but a snapshot",
            (r, v) => (r.EngineVersion, r.AllowMajorVersionUpgrade) = (v, input.AllowMajorUpgrade));
        Add("storage GiB", i.AllocatedStorage, p?.AllocatedStorage, input.StorageGib, When.AsAsked, Growth(i, input), (r, v) =>
            r.AllocatedStorage = v);
        Add("largest storage GiB", i.MaxAllocatedStorage, null, input.MaxStorageGib, When.Always, null, (r, v) =>
            r.MaxAllocatedStorage = v);
        Add("storage type", i.StorageType, p?.StorageType, input.StorageType, When.AsAsked, "slower while it moves", (r, v) =>
            r.StorageType = v);
        Add("iops", i.Iops, p?.Iops, input.Iops ?? Raised(i, input), When.AsAsked, null, (r, v) => r.Iops = v);
        Add("multi-AZ", i.MultiAZ == true, p?.MultiAZ, input.MultiAz, When.AsAsked,
            input.MultiAz == true ? "slower while the standby is made; about twice the cost" : "no standby any more", (r, v) =>
                r.MultiAZ = v);
        // From one number of days to another it does not wait for the window.
        Add("backup days", i.BackupRetentionPeriod, p?.BackupRetentionPeriod, input.BackupDays, i.BackupRetentionPeriod is > 0 ? When.Always
            : When.AsAsked,
            i.BackupRetentionPeriod is > 0 ? null : "storage pauses for seconds to minutes", (r, v) => r.BackupRetentionPeriod = v);
        Add("backup window", i.PreferredBackupWindow, null, input.BackupWindow, When.Always, null, (r, v) => r.PreferredBackupWindow = v);
        Add("maintenance window", i.PreferredMaintenanceWindow, null, input.MaintenanceWindow, When.Always, null, (r, v) =>
            r.PreferredMaintenanceWindow = v);
        Add("security groups", (i.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId), null, input.SecurityGroupIds, When.Always,
            null,
            (r, v) => r.VpcSecurityGroupIds = [.. v!]);
        Add("parameter group", (i.DBParameterGroups ?? []).FirstOrDefault()?.DBParameterGroupName, null, input.ParameterGroup, When.Always,
            "static parameters are in force only after rds_reboot_instance", (r, v) => r.DBParameterGroupName = v);
        Add("public address", i.PubliclyAccessible == true, null, input.PubliclyAccessible, When.Always,
            input.PubliclyAccessible == true ? null : "clients outside the VPC lose it", (r, v) => r.PubliclyAccessible = v);
        Add("deletion protection", i.DeletionProtection == true, null, input.DeletionProtection, When.Always, null, (r, v) =>
            r.DeletionProtection = v);
        Add("IAM logins", i.IAMDatabaseAuthenticationEnabled == true, p?.IAMDatabaseAuthenticationEnabled, input.IamAuthentication,
            When.AsAsked, null,
            (r, v) => r.EnableIAMDatabaseAuthentication = v);
        Add("minor upgrades by AWS", i.AutoMinorVersionUpgrade == true, null, input.AutoMinorUpgrade, When.Always, null, (r, v) =>
            r.AutoMinorVersionUpgrade = v);
        Add("throughput MiB/s", i.StorageThroughput, p?.StorageThroughput, input.ThroughputMibps, When.AsAsked, null, (r, v) =>
            r.StorageThroughput = v);
        Add("CA certificate", i.CACertificateIdentifier, p?.CACertificateIdentifier, input.CaCertificate, When.AsAsked,
            "clients must trust the new CA; some engines restart", (r, v) => r.CACertificateIdentifier = v);
        Add("Performance Insights", i.PerformanceInsightsEnabled == true, null, input.PerformanceInsights, When.Always, null, (r, v) =>
            r.EnablePerformanceInsights = v);
        Add("logs to CloudWatch", i.EnabledCloudwatchLogsExports ?? [], null, input.LogTypes, When.Always, null, (r, v) =>
            r.CloudwatchLogsExportConfiguration = new()
            {
                EnableLogTypes = [.. v!.Except(i.EnabledCloudwatchLogsExports ?? [])],
                DisableLogTypes = [.. (i.EnabledCloudwatchLogsExports ?? []).Except(v!)],
            });
        if (input.RotatePassword)
            MasterPassword.Add(changes, i.DBInstanceIdentifier, i.MasterUserSecret?.SecretArn, input.ApplyImmediately,
                r => r.RotateMasterUserPassword = true, r => r.ManageMasterUserPassword = true);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;

        void Add<T>(string property, object? now, object? pending, T then, When when, string? price,
            Action<ModifyDBInstanceRequest, T> set) =>
            changes.Add(i.DBInstanceIdentifier, input.ApplyImmediately, property, now, pending, then, when, price, set);
    }

    // What was asked for and belongs to the cluster of a member.
    private static List<string> OfCluster(DBInstance i, Input input)
    {
        if (!DbInstances.IsMember(i)) return [];
        var asked = new (string What, bool Asked)[]
        {
            ("version", input.Version is not null),
            (Storage, (input.StorageGib ?? input.MaxStorageGib ?? input.Iops) is not null || input.StorageType is not null),
            (Standby, input.MultiAz is not null), ("backups", input.BackupDays is not null || input.BackupWindow is not null),
            ("security groups", input.SecurityGroupIds is not null), ("deletion protection", input.DeletionProtection is not null),
            ("IAM logins", input.IamAuthentication is not null), ("master password", input.RotatePassword),
            ("logs", input.LogTypes is not null),
        };
        return [.. asked.Where(a => a.Asked).Select(a => a.What)];
    }

    private static bool TakesIops(DBInstance i, Input input) =>
        DbInstances.TakesIops(i.Engine, input.StorageType ?? i.StorageType, input.StorageGib ?? i.AllocatedStorage);

    // gp3 storage that becomes large enough to have IOPS of its own gets more than it had.
    private static int? Raised(DBInstance i, Input input) =>
        (input.StorageType is not null || input.StorageGib > i.AllocatedStorage) && (input.StorageType ?? i.StorageType) is "gp3"
        && TakesIops(i, input) && (i.Iops ?? 0) < DbInstances.LeastIops(i.Engine) ? DbInstances.LeastIops(i.Engine) : null;

    private static string Growth(DBInstance i, Input input) =>
        (i.AllocatedStorage is { } now && input.StorageGib is { } then && then > now && then < Math.Ceiling(now * 1.1)
            ? $"RDS rounds it up to {Math.Ceiling(now * 1.1)} (10 % more); " : "")
        + "slower for hours, then no further storage change for 6 hours";

    private static string Outage(DBInstance i) => i.MultiAZ == true ? "a failover, about a minute of outage" : "an outage of some minutes";
}
