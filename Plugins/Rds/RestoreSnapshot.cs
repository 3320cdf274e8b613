using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_restore_snapshot: a new instance from a snapshot (RestoreDBInstanceFromDBSnapshot).</summary>
public static class RestoreSnapshot
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "restore_snapshot",
        "Makes a new DB instance from a snapshot of an instance, not of a point in time; the old one stays. "
        + "Takes minutes to hours; see rds_get_instance.",
        PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBSnapshots", "rds:DescribeDBInstances", "rds:DescribeDBSubnetGroups", "rds:RestoreDBInstanceFromDBSnapshot",
            "rds:AddTagsToResource", "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Restore last night's snapshot of orders as orders-check."]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("Snapshot id, or the ARN of a shared one.")]
        public required string SnapshotId { get; init; }

        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.Longest)]
        public required string InstanceId { get; init; }

        [Description("Instance class; the old one's when left out.")]
        public string? InstanceClass { get; init; }

        [Description("DB subnet group; default the default VPC's.")]
        public string? SubnetGroup { get; init; }

        [Description("Default the VPC's default group.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("DB parameter group; default the engine's.")]
        public string? ParameterGroup { get; init; }

        [Description("Storage type."), AllowedValues("gp3", "gp2", "io1", "io2")]
        public string? StorageType { get; init; }

        [Description("IOPS.")]
        public int? Iops { get; init; }

        [Description("Standby in another zone.")]
        public bool MultiAz { get; init; }

        [Description("Gives it a public address.")]
        public bool PubliclyAccessible { get; init; }

        [Description("Port.")]
        public int? Port { get; init; }

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.SubnetGroup is not null) await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.SubnetGroup }, ct);
        var s = await DbSnapshots.FindAsync(rds, input.SnapshotId, ct);
        var name = input.InstanceId;
        return new PlanBuilder($"Make the DB instance {name} from {DbSnapshots.Describe(s)}.")
            .Touch(new PlannedResource(s.DBSnapshotArn, $"{s.Status}, of {s.DBInstanceIdentifier}") { Tags = s.TagList.ToMap() })
            .Create(name, "data", $"that of {PlanBuilder.Text(s.SnapshotCreateTime)}",
                $"under an endpoint of its own; {s.DBInstanceIdentifier} stays as it is")
            .Create(name, "master login", $"that of {s.MasterUsername} at that time",
                "rds_modify_instance with rotatePassword makes a new one")
            .Create(name, "storage", $"{s.AllocatedStorage} GiB of {Storage(s, input).Type ?? "gp3"}")
            .Create(name, "public address", input.PubliclyAccessible)
            .Create(name, "deletion protection", input.DeletionProtection)
            .Create(name, "encryption", s.Encrypted == true)
            .Create(name, "parameter group", input.ParameterGroup ?? "the engine's default")
            .Warn(input.PubliclyAccessible ? "It gets a public address; its security groups alone keep the world out." : null)
            .Warn(s.Encrypted == true ? null : "The snapshot is not encrypted, and so the new storage is not either.")
            .Warn("It costs by the hour from its start, and so does its storage.")
            .Obstacle(await DbInstances.TakenAsync(rds, name, ct))
            .Obstacle(input.Iops is null ? input.StorageType is "io1" or "io2"
                    ? $"Storage of type {input.StorageType} has provisioned IOPS: pass iops." : null
                : DbInstances.WhyNoIops(s.Engine, input.StorageType ?? s.StorageType, s.AllocatedStorage))
            .Obstacle(s.Status is "available" ? null : $"The snapshot is {s.Status}; RDS restores only what is available.")
            .Obstacle(DbInstances.IsCustom(s.Engine) ? "RDS Custom needs an instance profile of its own, which this tool does not set."
                : null)
            .UndoCreation(input.DeletionProtection, "instance",
                new { instanceId = name, skipFinalSnapshot = true, deleteAutomatedBackups = true })
            .Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var s = await DbSnapshots.FindAsync(rds, input.SnapshotId, ct);
        var storage = Storage(s, input);
        var answer = await rds.RestoreDBInstanceFromDBSnapshotAsync(new()
        {
            DBSnapshotIdentifier = input.SnapshotId,
            DBInstanceIdentifier = input.InstanceId,
            DBInstanceClass = input.InstanceClass,
            DBSubnetGroupName = input.SubnetGroup,
            VpcSecurityGroupIds = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
            DBParameterGroupName = input.ParameterGroup,
            // RDS would take gp3 without provisioned IOPS, and no logins by IAM.
            StorageType = storage.Type,
            Iops = storage.Iops,
            StorageThroughput = storage.Throughput,
            EnableIAMDatabaseAuthentication = s.IAMDatabaseAuthenticationEnabled == true ? true : null,
            MultiAZ = input.MultiAz,
            PubliclyAccessible = input.PubliclyAccessible,
            Port = input.Port,
            DeletionProtection = input.DeletionProtection,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        }, ct);
        context.Done($"created {input.InstanceId}", created: answer.DBInstance.DBInstanceArn ?? input.InstanceId);
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct);
    }

    private static (string? Type, int? Iops, int? Throughput) Storage(Amazon.RDS.Model.DBSnapshot s, Input input) =>
        input.StorageType is not null || input.Iops is not null ? (input.StorageType, input.Iops, null)
        : DbInstances.Storage(new()
        {
            StorageType = s.StorageType,
            Iops = s.Iops,
            StorageThroughput = s.StorageThroughput,
            AllocatedStorage = s.AllocatedStorage,
            Engine = s.Engine,
        });
}
