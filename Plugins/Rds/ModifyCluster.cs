using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_modify_cluster (ModifyDBCluster).</summary>
public static class ModifyCluster
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "modify_cluster", "Changes settings of a DB cluster, in its maintenance window or at once; what is left out stays.", PlanAsync,
        RunAsync,
        iam:
        [
            "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:ModifyDBCluster", "secretsmanager:CreateSecret",
            "secretsmanager:TagResource", "secretsmanager:RotateSecret", "kms:DescribeKey",
        ],
        examples: ["Let cluster orders scale up to 16 ACU.", "Turn off deletion protection of cluster orders."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }

        [Description("Now, pending changes too.")]
        public bool ApplyImmediately { get; init; }

        [Description("Engine version to upgrade to.")]
        public string? Version { get; init; }

        [Description("Allows version to be a major upgrade.")]
        public bool AllowMajorUpgrade { get; init; }

        [Description("Least ACU; serverless."), Range(0, 256)]
        public double? MinCapacity { get; init; }

        [Description("Most ACU; serverless."), Range(1, 256)]
        public double? MaxCapacity { get; init; }

        [Description("Only Multi-AZ, like db.m6gd.large.")]
        public string? InstanceClass { get; init; }

        [Description("Only Multi-AZ, of each instance."), Range(1, 65536)]
        public int? StorageGib { get; init; }

        [Description("Storage type; aurora-iopt1 pays no I/O."), AllowedValues("aurora", "aurora-iopt1", "io1", "io2", "gp3")]
        public string? StorageType { get; init; }

        [Description("Only Multi-AZ."), Range(1000, 256000)]
        public int? Iops { get; init; }

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

        [Description("DB parameter group of the members, for a major upgrade.")]
        public string? InstanceParameterGroup { get; init; }

        [Description("Deletion protection.")]
        public bool? DeletionProtection { get; init; }

        [Description("Lets IAM identities log in.")]
        public bool? IamAuthentication { get; init; }

        [Description("All logs that go to CloudWatch; [] for none.")]
        public IReadOnlyList<string>? LogTypes { get; init; }

        [Description("New master password in Secrets Manager.")]
        public bool RotatePassword { get; init; }
    }

    public sealed record Result(string Id, string Status, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        var changes = Compare(c, input);
        var plan = new PlanBuilder($"Change cluster {DbClusters.Describe(c)}.").Touch(DbClusters.ToResource(c)).Add(changes.All);
        if (input.BackupDays < c.BackupRetentionPeriod)
            plan.Lose($"automated backups of {c.DBClusterIdentifier} that are older than {input.BackupDays} days", PendingChanges.Now);
        plan.WarnOfPending(changes, input.ApplyImmediately, GetCluster.Pending(c), "rds_get_cluster");
        if (c.Status is "stopped") plan.Obstacle("RDS does not modify a stopped cluster; use rds_start_cluster.");
        if (DbClusters.Capacity(input.MinCapacity, input.MaxCapacity) is not null)
            plan.Obstacle(!DbClusters.IsMultiAz(c.Engine) ? null : $"{c.Engine} has no serverless capacity; only Aurora has.")
                .Obstacle(Least(c, input) is null || Most(c, input) is null
                    ? "It has no serverless capacity yet: pass both minCapacity and maxCapacity." : null)
                .Obstacle(Least(c, input) > Most(c, input) ? $"The least capacity {Least(c, input)} is above the most, {Most(c, input)}."
                    : null);
        var isMultiAz = DbClusters.IsMultiAz(c.Engine);
        plan.Obstacle(isMultiAz || (input.InstanceClass ?? (object?)input.StorageGib ?? input.Iops) is null ? null
                : "Aurora has a class for each member, which rds_modify_instance changes, and its storage grows by itself: leave "
                    + "instanceClass, storageGib and iops out.")
            .Obstacle(input.StorageType is not { } type || isMultiAz != type.StartsWith("aurora", StringComparison.Ordinal) ? null
                : $"{c.Engine} has no storage of type {type}.")
            .Obstacle(input.StorageGib < c.AllocatedStorage
                ? $"Storage cannot shrink from {c.AllocatedStorage} GiB to {input.StorageGib}." : null)
            .Obstacle(isMultiAz && input.StorageType is not null && (input.Iops ?? c.Iops) is not > 0
                ? $"Storage of type {input.StorageType} has provisioned IOPS here: pass iops." : null);
        if (EngineVersions.IsMajor(c.Engine, c.EngineVersion, input.Version))
        {
            var members = isMultiAz ? [] : await unknown.TryAsync("The parameter groups of the members", () =>
                GetCluster.InstancesAsync(rds, c, ct)) ?? [];
            foreach (var why in EngineVersions.WhyNoUpgrade(c.Engine, c.EngineVersion, input.Version, input.AllowMajorUpgrade,
                members.SelectMany(m => m.DBParameterGroups ?? []).Select(g => g.DBParameterGroupName).Distinct()
                    .Order(StringComparer.Ordinal).Select(g => ("instanceParameterGroup", (string?)g, input.InstanceParameterGroup))
                    .Prepend(("parameterGroup", c.DBClusterParameterGroup, input.ParameterGroup))))
                plan.Obstacle(why);
        }
        else if (input.InstanceParameterGroup is not null)
        {
            plan.Obstacle("instanceParameterGroup is for a major upgrade alone; rds_modify_instance changes the group of a member.");
        }

        plan.Unknown(unknown.Notes);
        var scaling = c.ServerlessV2ScalingConfiguration;
        return plan.WayBack("rds_modify_cluster", ("clusterId", c.DBClusterIdentifier), input.ApplyImmediately,
            PendingChanges.Never(input.Version, input.StorageGib > c.AllocatedStorage, input.RotatePassword),
            ("minCapacity", input.MinCapacity, scaling?.MinCapacity), ("maxCapacity", input.MaxCapacity, scaling?.MaxCapacity),
            ("instanceClass", input.InstanceClass, c.DBClusterInstanceClass), ("storageType", input.StorageType, StorageType(c)),
            ("iops", input.Iops, c.Iops), ("backupDays", input.BackupDays, c.BackupRetentionPeriod),
            ("backupWindow", input.BackupWindow, c.PreferredBackupWindow),
            ("maintenanceWindow", input.MaintenanceWindow, c.PreferredMaintenanceWindow),
            ("securityGroupIds", input.SecurityGroupIds, (c.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)),
            ("parameterGroup", input.ParameterGroup, c.DBClusterParameterGroup),
            ("deletionProtection", input.DeletionProtection, c.DeletionProtection == true),
            ("iamAuthentication", input.IamAuthentication, c.IAMDatabaseAuthenticationEnabled == true),
            ("logTypes", input.LogTypes, c.EnabledCloudwatchLogsExports ?? [])).Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        var changes = Compare(c, input);
        if (changes.ChangesNothing) return new(c.DBClusterIdentifier, c.Status, []);

        var changed = (await rds.ModifyDBClusterAsync(changes.ApplyTo(
            new ModifyDBClusterRequest { DBClusterIdentifier = c.DBClusterIdentifier, ApplyImmediately = input.ApplyImmediately }),
                ct)).DBCluster;
        context.Done($"asked to change {string.Join(", ", changes.Changed.Select(v => v.Property))} of {c.DBClusterIdentifier}");
        return new(changed.DBClusterIdentifier, changed.Status,
            [.. changes.Changed.Select(v => $"{v.Property}: {v.From} -> {v.To}; {v.Note}")]);
    }

    // Aurora's usual one has no name in what RDS tells.
    private static string? StorageType(DBCluster c) =>
        string.IsNullOrEmpty(c.StorageType) ? DbClusters.IsMultiAz(c.Engine) ? null : "aurora" : c.StorageType;

    private static double? Least(DBCluster c, Input input) => input.MinCapacity ?? c.ServerlessV2ScalingConfiguration?.MinCapacity;

    private static double? Most(DBCluster c, Input input) => input.MaxCapacity ?? c.ServerlessV2ScalingConfiguration?.MaxCapacity;

    private static SettingChanges<ModifyDBClusterRequest> Compare(DBCluster c, Input input)
    {
        if (input.LogTypes is { } logs) Rds.LogTypes.Check(c.Engine, logs);
        var (changes, p) = (new SettingChanges<ModifyDBClusterRequest>(c.DBClusterIdentifier), c.PendingModifiedValues);
        Add("version", c.EngineVersion, p?.EngineVersion, input.Version, When.AsAsked, "an outage while it upgrades",
            (r, v) => (r.EngineVersion, r.AllowMajorVersionUpgrade, r.DBInstanceParameterGroupName) =
                (v, input.AllowMajorUpgrade ? true : null, input.InstanceParameterGroup));
        if ((input.MinCapacity ?? input.MaxCapacity) is not null)
        {
            // A request replaces the whole of it, so that what was not named is sent again.
            Add("serverless capacity",
                DbClusters.Capacity(c.ServerlessV2ScalingConfiguration?.MinCapacity, c.ServerlessV2ScalingConfiguration?.MaxCapacity), null,
                DbClusters.Capacity(Least(c, input), Most(c, input)), When.Always, "of members of the class db.serverless",
                (r, _) => r.ServerlessV2ScalingConfiguration = DbClusters.Scaling(c, Least(c, input), Most(c, input)));
        }

        Add("instance class", c.DBClusterInstanceClass, null, input.InstanceClass, When.AsAsked, "an outage while members change",
            (r, v) => r.DBClusterInstanceClass = v);
        Add("storage GiB", c.AllocatedStorage, p?.AllocatedStorage, input.StorageGib, When.AsAsked, null, (r, v) => r.AllocatedStorage = v);
        Add("storage type", StorageType(c), p?.StorageType, input.StorageType,
            When.AsAsked, null, (r, v) => (r.StorageType, r.Iops) = (v, DbClusters.IsMultiAz(c.Engine) ? c.Iops : null));
        Add("iops", c.Iops, p?.Iops, input.Iops, When.AsAsked, null, (r, v) => r.Iops = v);
        Add("backup days", c.BackupRetentionPeriod, p?.BackupRetentionPeriod, input.BackupDays, When.Always, null, (r, v) =>
            r.BackupRetentionPeriod = v);
        Add("backup window", c.PreferredBackupWindow, null, input.BackupWindow, When.Always, null, (r, v) => r.PreferredBackupWindow = v);
        Add("maintenance window", c.PreferredMaintenanceWindow, null, input.MaintenanceWindow, When.Always, null, (r, v) =>
            r.PreferredMaintenanceWindow = v);
        Add("security groups", (c.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId), null, input.SecurityGroupIds, When.Always,
            null, (r, v) => r.VpcSecurityGroupIds = [.. v!]);
        Add("parameter group", c.DBClusterParameterGroup, null, input.ParameterGroup, When.Always,
            $"in force only after {(DbClusters.IsMultiAz(c.Engine) ? "rds_reboot_cluster" : "rds_reboot_instance of the members")}",
            (r, v) => r.DBClusterParameterGroupName = v);
        Add("deletion protection", c.DeletionProtection == true, null, input.DeletionProtection, When.Always, null, (r, v) =>
            r.DeletionProtection = v);
        Add("IAM logins", c.IAMDatabaseAuthenticationEnabled == true, p?.IAMDatabaseAuthenticationEnabled, input.IamAuthentication,
            When.AsAsked, null, (r, v) => r.EnableIAMDatabaseAuthentication = v);
        Add("logs to CloudWatch", c.EnabledCloudwatchLogsExports ?? [], null, input.LogTypes, When.Always, null, (r, v) =>
            r.CloudwatchLogsExportConfiguration = new()
            {
                EnableLogTypes = [.. v!.Except(c.EnabledCloudwatchLogsExports ?? [])],
                DisableLogTypes = [.. (c.EnabledCloudwatchLogsExports ?? []).Except(v!)],
            });
        if (input.RotatePassword)
            MasterPassword.Add(changes, c.DBClusterIdentifier, c.MasterUserSecret?.SecretArn, input.ApplyImmediately,
                r => r.RotateMasterUserPassword = true, r => r.ManageMasterUserPassword = true);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;

        void Add<T>(string property, object? now, object? pending, T then, When when, string? price,
            Action<ModifyDBClusterRequest, T> set) =>
            changes.Add(c.DBClusterIdentifier, input.ApplyImmediately, property, now, pending, then, when, price, set);
    }
}
