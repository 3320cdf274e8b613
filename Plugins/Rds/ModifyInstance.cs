using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_modify_instance (ModifyDBInstance).</summary>
public static class ModifyInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "modify_instance", "Changes settings of a DB instance, in its maintenance window or at once; what is left out stays.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:ModifyDBInstance", "secretsmanager:CreateSecret", "secretsmanager:TagResource", "secretsmanager:RotateSecret", "kms:DescribeKey",
        ],
        examples: ["Give orders 100 GiB.", "Turn off deletion protection of orders.", "Move orders to db.m7g.large in the next window."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Else in the maintenance window.")]
        public bool ApplyImmediately { get; init; }

        [Description("Class.")]
        public string? InstanceClass { get; init; }

        [Description("Of the engine.")]
        public string? Version { get; init; }

        [Description("Allow major upgrade.")]
        public bool AllowMajorUpgrade { get; init; }

        [Description("Cannot shrink.")]
        public int? StorageGib { get; init; }

        [Description("Growth limit.")]
        public int? MaxStorageGib { get; init; }

        [Description("Storage type."), AllowedValues("gp3", "gp2", "io1", "io2")]
        public string? StorageType { get; init; }

        [Description("IOPS.")]
        public int? Iops { get; init; }

        [Description("Standby in another zone.")]
        public bool? MultiAz { get; init; }

        [Description("Automated backups."), Range(1, 35)]
        public int? BackupDays { get; init; }

        [Description("UTC hh:mm-hh:mm.")]
        public string? BackupWindow { get; init; }

        [Description("UTC, as sun:02:00-sun:03:00.")]
        public string? MaintenanceWindow { get; init; }

        [Description("All to have."), MinLength(1)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Parameter group.")]
        public string? ParameterGroup { get; init; }

        [Description("Public address.")]
        public bool? Public { get; init; }

        [Description("Deletion protection.")]
        public bool? DeletionProtection { get; init; }

        [Description("IAM authentication.")]
        public bool? IamAuthentication { get; init; }

        [Description("Auto minor upgrade.")]
        public bool? AutoMinorUpgrade { get; init; }

        [Description("New master password, kept by AWS.")]
        public bool RotatePassword { get; init; }
    }

    public sealed record Result(string Id, string Status, IReadOnlyList<string> Changed);

    // AWS makes some changes at once whatever applyImmediately says.
    private enum When { Always, AsAsked }

    private sealed record Change(string What, string Now, string Then, When When, string? Price, Action<ModifyDBInstanceRequest> Set)
    {
        public string Describe(bool immediately) =>
            $"{What}: {Now} -> {Then}, {(When is When.Always || immediately ? "at once" : "in the next maintenance window")}{(Price is null ? "" : $"; {Price}")}";
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var changes = Compare(i, input);
        return new($"Change {DbInstances.Describe(i)}{(changes.Any(c => c.When is When.AsAsked) && !input.ApplyImmediately ? $" in its maintenance window {i.PreferredMaintenanceWindow} UTC" : "")}.",
        [
            .. changes.Select(c => c.Describe(input.ApplyImmediately)),
            .. changes.Count == 0 ? ["Nothing: it is so already."] : Array.Empty<string>(),
            // The other things that wait for the window are done now as well.
            .. input.ApplyImmediately && GetInstance.Pending(i.PendingModifiedValues).ToList() is { Count: > 0 } pending ? [$"also at once, as it was pending: {string.Join(", ", pending)}"] : Array.Empty<string>(),
        ])
        {
            Resources = [DbInstances.ToResource(i)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var changes = Compare(i, input);
        if (changes.Count == 0) return new(i.DBInstanceIdentifier, i.DBInstanceStatus, []);

        var request = new ModifyDBInstanceRequest { DBInstanceIdentifier = i.DBInstanceIdentifier, ApplyImmediately = input.ApplyImmediately };
        foreach (var change in changes) change.Set(request);
        var changed = (await rds.ModifyDBInstanceAsync(request, ct)).DBInstance;
        return new(changed.DBInstanceIdentifier, changed.DBInstanceStatus, [.. changes.Select(c => c.Describe(input.ApplyImmediately))]);
    }

    private static List<Change> Compare(DBInstance i, Input input)
    {
        var changes = new List<Change>();
        Add("class", i.DBInstanceClass, input.InstanceClass, When.AsAsked, Outage(i), (r, v) => r.DBInstanceClass = v);
        Add("version", i.EngineVersion, input.Version, When.AsAsked, "an outage while it upgrades, and no way back but a snapshot", (r, v) => (r.EngineVersion, r.AllowMajorVersionUpgrade) = (v, input.AllowMajorUpgrade));
        Add("storage GiB", i.AllocatedStorage, input.StorageGib, When.AsAsked, "slower for hours, then no further storage change for 6 hours", (r, v) => r.AllocatedStorage = v);
        Add("largest storage GiB", i.MaxAllocatedStorage, input.MaxStorageGib, When.Always, null, (r, v) => r.MaxAllocatedStorage = v);
        Add("storage type", i.StorageType, input.StorageType, When.AsAsked, "slower while it moves", (r, v) => r.StorageType = v);
        Add("iops", i.Iops, input.Iops, When.AsAsked, null, (r, v) => r.Iops = v);
        Add("multi-AZ", i.MultiAZ, input.MultiAz, When.AsAsked, input.MultiAz == true ? "slower while the standby is made; about twice the cost" : "no standby any more", (r, v) => r.MultiAZ = v);
        Add("backup days", i.BackupRetentionPeriod, input.BackupDays, When.AsAsked,
            input.BackupDays < i.BackupRetentionPeriod ? "LOST: automated backups that are older" : i.BackupRetentionPeriod == 0 ? "a short outage" : null, (r, v) => r.BackupRetentionPeriod = v);
        Add("backup window", i.PreferredBackupWindow, input.BackupWindow, When.Always, null, (r, v) => r.PreferredBackupWindow = v);
        Add("maintenance window", i.PreferredMaintenanceWindow, input.MaintenanceWindow, When.Always, null, (r, v) => r.PreferredMaintenanceWindow = v);
        Add("security groups", Join((i.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)), input.SecurityGroupIds is null ? null : Join(input.SecurityGroupIds), When.Always, null,
            (r, _) => r.VpcSecurityGroupIds = [.. input.SecurityGroupIds!]);
        Add("parameter group", (i.DBParameterGroups ?? []).FirstOrDefault()?.DBParameterGroupName, input.ParameterGroup, When.Always, "in force only after rds_reboot_instance", (r, v) => r.DBParameterGroupName = v);
        Add("public address", i.PubliclyAccessible, input.Public, When.Always, input.Public == true ? "WARNING: only its security groups keep the world out" : "clients outside the VPC lose it", (r, v) => r.PubliclyAccessible = v);
        Add("deletion protection", i.DeletionProtection, input.DeletionProtection, When.Always, null, (r, v) => r.DeletionProtection = v);
        Add("IAM logins", i.IAMDatabaseAuthenticationEnabled, input.IamAuthentication, When.AsAsked, null, (r, v) => r.EnableIAMDatabaseAuthentication = v);
        Add("minor upgrades by AWS", i.AutoMinorVersionUpgrade, input.AutoMinorUpgrade, When.Always, null, (r, v) => r.AutoMinorVersionUpgrade = v);
        if (input.RotatePassword)
        {
            var isManaged = i.MasterUserSecret is not null;
            // Applying at once takes all that is pending along, so nobody but the caller may choose it.
            if (isManaged && !input.ApplyImmediately)
                throw new ToolException(ToolErrorCode.InvalidInput, "AWS replaces a managed password only at once.", "Pass applyImmediately: true; dryRun shows what else that applies.");
            changes.Add(new("master password", isManaged ? i.MasterUserSecret!.SecretArn : "not kept by AWS", "a new one in Secrets Manager", When.Always, "the present one stops to work", r =>
            {
                if (isManaged) r.RotateMasterUserPassword = true;
                else r.ManageMasterUserPassword = true;
            }));
        }

        if (changes.Count == 0 && input == new Input { InstanceId = input.InstanceId, ApplyImmediately = input.ApplyImmediately, AllowMajorUpgrade = input.AllowMajorUpgrade })
            throw new ToolException(ToolErrorCode.InvalidInput, "There is nothing to change.", "Name at least one setting.");
        return changes;

        void Add<T>(string what, object? now, T then, When when, string? price, Action<ModifyDBInstanceRequest, T> set)
        {
            if (then is not null && Text(now) != Text(then)) changes.Add(new(what, Text(now), Text(then), when, price, r => set(r, then)));
        }
    }

    private static string Outage(DBInstance i) => i.MultiAZ == true ? "a failover, about a minute of outage" : "an outage of some minutes";

    private static string Join(IEnumerable<string> ids) => string.Join(", ", ids.Order(StringComparer.Ordinal));

    private static string Text(object? value) => value switch
    {
        null or "" => "none",
        bool on => DbInstances.OnOff(on),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
