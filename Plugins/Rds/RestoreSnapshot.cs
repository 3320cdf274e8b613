using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_restore_snapshot: a new instance from a snapshot (RestoreDBInstanceFromDBSnapshot).</summary>
public static class RestoreSnapshot
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "restore_snapshot", "Makes a new DB instance from a snapshot of an instance; the old one stays as it is. Takes minutes to hours; see rds_get_instance.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBSnapshots", "rds:DescribeDBInstances", "rds:DescribeDBSubnetGroups", "rds:RestoreDBInstanceFromDBSnapshot", "rds:AddTagsToResource", "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Restore last night's snapshot of orders as orders-check."]);

    public sealed record Input
    {
        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }

        [Description("New id.")]
        public required string InstanceId { get; init; }

        [Description("Else the old one's.")]
        public string? InstanceClass { get; init; }

        [Description("Subnet group.")]
        public string? SubnetGroup { get; init; }

        [Description("Else the VPC's default.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Parameter group.")]
        public string? ParameterGroup { get; init; }

        [Description("Storage type."), AllowedValues("gp3", "gp2", "io1", "io2")]
        public string? StorageType { get; init; }

        [Description("Standby in another zone.")]
        public bool MultiAz { get; init; }

        [Description("Public address.")]
        public bool Public { get; init; }

        [Description("Port.")]
        public int? Port { get; init; }

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.SubnetGroup is not null) await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.SubnetGroup }, ct);
        await DbInstances.CheckFreeAsync(rds, input.InstanceId, ct);
        var s = await DbSnapshots.FindAsync(rds, input.SnapshotId, ct);
        return new($"Make the DB instance {input.InstanceId} from {DbSnapshots.Describe(s)}.",
        [
            $"It holds the data of that time, under an endpoint of its own; {s.DBInstanceIdentifier} stays as it is.",
            $"{s.MasterUsername} has the password of that time; rds_modify_instance with rotatePassword makes a new one.",
            input.Public ? "WARNING: it gets a public address; its security groups alone keep the world out." : "It has no public address.",
            $"Deletion protection is {DbInstances.OnOff(input.DeletionProtection)}.",
            .. s.Encrypted == true ? Array.Empty<string>() : ["WARNING: the snapshot is not encrypted, and so the new storage is not either."],
            .. input.ParameterGroup is null ? ["It has the engine's default parameter group."] : Array.Empty<string>(),
            "It costs by the hour from its start, and so does its storage.",
        ]);
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await rds.RestoreDBInstanceFromDBSnapshotAsync(new()
        {
            DBSnapshotIdentifier = input.SnapshotId,
            DBInstanceIdentifier = input.InstanceId,
            DBInstanceClass = input.InstanceClass,
            DBSubnetGroupName = input.SubnetGroup,
            VpcSecurityGroupIds = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
            DBParameterGroupName = input.ParameterGroup,
            StorageType = input.StorageType,
            MultiAZ = input.MultiAz,
            PubliclyAccessible = input.Public,
            Port = input.Port,
            DeletionProtection = input.DeletionProtection,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        }, ct);
        return await InstanceResult.OfAsync(rds, answer.DBInstance, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct);
    }
}
