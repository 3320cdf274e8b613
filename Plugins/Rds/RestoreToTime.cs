using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_restore_to_time: a new instance as another one was (RestoreDBInstanceToPointInTime).</summary>
public static class RestoreToTime
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "restore_to_time", "Makes a new DB instance as another one was at a time. For a cluster, use rds_restore_cluster.", PlanAsync,
            RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBInstanceAutomatedBackups", "rds:DescribeDBSubnetGroups",
            "rds:RestoreDBInstanceToPointInTime", "rds:AddTagsToResource", "iam:CreateServiceLinkedRole>rds.amazonaws.com",
                "kms:DescribeKey",
            "kms:CreateGrant",
        ],
        examples: ["Bring orders back to yesterday 18:00, under another name."]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("Instance that it is made from; a deleted one while its backups are kept.")]
        public required string SourceId { get; init; }

        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.Longest)]
        public required string InstanceId { get; init; }

        [Description("Default: the latest that can be restored.")]
        public DateTime? Time { get; init; }

        [Description("Default: the source's.")]
        public string? InstanceClass { get; init; }

        [Description("Default: the source's.")]
        public string? SubnetGroup { get; init; }

        [Description("Default: the source's.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Default: the source's.")]
        public string? ParameterGroup { get; init; }

        [Description("Standby in another zone.")]
        public bool MultiAz { get; init; }

        [Description("Gives it a public address.")]
        public bool PubliclyAccessible { get; init; }

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        if (input.SubnetGroup is not null) await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.SubnetGroup }, ct);
        var (unknown, (i, kept), name) = (new Unknowns(context.Target), await SourceAsync(rds, input.SourceId, ct), input.InstanceId);
        var window = unknown.TryAsync("The earliest time to restore", async () => kept ?? await GetInstance.WindowAsync(rds, i, ct));
        var taken = DbInstances.TakenAsync(rds, name, ct);
        await Task.WhenAll(window, taken);
        var (from, to, at) = ((await window)?.EarliestTime, i.LatestRestorableTime, input.Time?.ToUniversalTime());
        return new PlanBuilder($"Make the DB instance {name} from {DbInstances.Describe(i)} as of "
            + $"{(at is null ? "the latest possible time" : PlanBuilder.Text(at))}.")
            .Touch(IsDeleted(i) ? RetainedBackups.ToResource(i) : DbInstances.ToResource(i))
            .Create(name, "data", $"that of {PlanBuilder.Text(at ?? to)}",
                IsDeleted(i) ? "from backups that are kept of what is deleted"
                    : $"under an endpoint of its own; {i.DBInstanceIdentifier} stays as it is")
            .Create(name, "instance class", Class(i, input) ?? "that of the source")
            .Create(name, "master login", $"that of {i.MasterUsername} at that time",
                i.MasterUserSecret is null ? null
                    : "its secret is that of the source alone: rds_modify_instance with rotatePassword makes a new one")
            .Create(name, "security groups", Groups(i, input) ?? (object)"the default of its VPC")
            .Create(name, "parameter group", Parameters(i, input) ?? "the engine's default")
            .Create(name, "standby in another zone", input.MultiAz, i.MultiAZ == true && !input.MultiAz ? "the source has one" : null)
            .Create(name, "public address", input.PubliclyAccessible)
            .Create(name, "deletion protection", input.DeletionProtection)
            .Warn(input.PubliclyAccessible ? "It gets a public address; its security groups alone keep the world out." : null)
            .Warn("It costs by the hour from its start, and so does its storage.")
            .Warn(IsDeleted(i) && input.SubnetGroup is null
                ? "Backups keep no network: it comes into the default VPC, unless subnetGroup and securityGroupIds say otherwise." : null)
            .Obstacle(await taken)
            .Obstacle(!DbInstances.IsMember(i) ? null
                : $"{i.DBInstanceIdentifier} is a member of cluster {i.DBClusterIdentifier}: rds_restore_cluster restores that.")
            .Obstacle(!IsDeleted(i) && !DbInstances.IsMember(i) && i.BackupRetentionPeriod is not > 0
                ? "It has no automated backups, so only its snapshots can be restored; see rds_list_snapshots." : null)
            .Obstacle(DbInstances.OutOfReach(at, from, to))
            .Unknown(unknown.Notes)
            .UndoCreation(input.DeletionProtection, "instance",
                new { instanceId = name, skipFinalSnapshot = true, deleteAutomatedBackups = true })
            .Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (i, _) = await SourceAsync(rds, input.SourceId, ct);
        var made = (await rds.RestoreDBInstanceToPointInTimeAsync(new()
        {
            SourceDBInstanceIdentifier = IsDeleted(i) ? null : i.DBInstanceIdentifier,
            SourceDbiResourceId = IsDeleted(i) ? i.DbiResourceId : null,
            TargetDBInstanceIdentifier = input.InstanceId,
            RestoreTime = input.Time?.ToUniversalTime(),
            UseLatestRestorableTime = input.Time is null ? true : null,
            DBInstanceClass = Class(i, input),
            // RDS would take the default VPC's, default groups, general storage, and neither logs nor logins by IAM.
            DBSubnetGroupName = input.SubnetGroup ?? i.DBSubnetGroup?.DBSubnetGroupName,
            VpcSecurityGroupIds = Groups(i, input),
            DBParameterGroupName = Parameters(i, input),
            StorageType = DbInstances.Storage(i).Type,
            Iops = DbInstances.Storage(i).Iops,
            StorageThroughput = DbInstances.Storage(i).Throughput,
            EnableIAMDatabaseAuthentication = i.IAMDatabaseAuthenticationEnabled == true ? true : null,
            EnableCloudwatchLogsExports = i.EnabledCloudwatchLogsExports is { Count: > 0 } logs ? logs : null,
            MaxAllocatedStorage = DbInstances.GrowsTo(i),
            AutoMinorVersionUpgrade = i.AutoMinorVersionUpgrade == false ? false : null,
            DedicatedLogVolume = i.DedicatedLogVolume == true ? true : null,
            // Extended Support, which costs, is on again unless it is declined again.
            EngineLifecycleSupport = i.EngineLifecycleSupport is { Length: > 0 } support ? support : null,
            MultiAZ = input.MultiAz,
            PubliclyAccessible = input.PubliclyAccessible,
            DeletionProtection = input.DeletionProtection,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        }, ct)).DBInstance;
        context.Done($"created {input.InstanceId}", created: made.DBInstanceArn ?? input.InstanceId);
        return await InstanceResult.OfAsync(rds, made, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct);
    }

    // What can be restored is known from the backups, which are those of an instance of that id or of one that is deleted.
    private static async Task<(DBInstance Instance, RestoreWindow? Kept)> SourceAsync(IAmazonRDS rds, string id, CancellationToken ct) =>
        await DbInstances.TryFindAsync(rds, id, ct) is { } i ? (i, null) : await RetainedBackups.InstanceAsync(rds, id, ct);

    private static bool IsDeleted(DBInstance i) => i.DBInstanceStatus == RetainedBackups.Deleted;

    private static string? Class(DBInstance i, Input input) => input.InstanceClass ?? i.DBInstanceClass;

    private static List<string>? Groups(DBInstance i, Input input)
    {
        if (input.SecurityGroupIds.Count > 0) return [.. input.SecurityGroupIds];
        // Another subnet group may be in another VPC, whose groups are others.
        return input.SubnetGroup is null && i.VpcSecurityGroups is { Count: > 0 } own ? own.ConvertAll(g => g.VpcSecurityGroupId) : null;
    }

    private static string? Parameters(DBInstance i, Input input) =>
        input.ParameterGroup ?? (i.DBParameterGroups ?? []).FirstOrDefault()?.DBParameterGroupName;
}
