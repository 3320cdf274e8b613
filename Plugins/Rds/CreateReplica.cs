using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_replica (CreateDBInstanceReadReplica).</summary>
public static class CreateReplica
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "create_replica", "Creates a read replica of a DB instance. For a reader of a cluster, use rds_create_instance.", PlanAsync,
            RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:CreateDBInstanceReadReplica", "rds:AddTagsToResource",
            "iam:CreateServiceLinkedRole>rds.amazonaws.com", "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Add a read replica of orders."]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("Instance that it follows.")]
        public required string SourceId { get; init; }

        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.Longest)]
        public required string InstanceId { get; init; }

        [Description("Default: the source's.")]
        public string? InstanceClass { get; init; }

        [Description("Standby in another zone.")]
        public bool MultiAz { get; init; }

        [Description("Gives it a public address.")]
        public bool PubliclyAccessible { get; init; }

        [Description("Default: the source's.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var (source, taken) = (DbInstances.FindAsync(rds, input.SourceId, ct), DbInstances.TakenAsync(rds, input.InstanceId, ct));
        await Task.WhenAll(source, taken);
        var (i, name) = (await source, input.InstanceId);
        return new PlanBuilder($"Create the read replica {name} of {DbInstances.Describe(i)}.")
            .Touch(DbInstances.ToResource(i))
            .Create(name, "data", $"that of {i.DBInstanceIdentifier}, followed with some delay")
            .Create(name, "instance class", input.InstanceClass ?? i.DBInstanceClass)
            .Create(name, "public address", input.PubliclyAccessible)
            .Create(name, "deletion protection", input.DeletionProtection)
            .Warn(i.MultiAZ == true ? null : "RDS takes a snapshot of the source first, whose storage may pause for some seconds.")
            .Warn("It costs by the hour from its start, and so does its storage.")
            .Obstacle(await taken)
            .Obstacle(DbInstances.IsMember(i)
                ? $"It is a member of cluster {i.DBClusterIdentifier}; rds_create_instance with clusterId adds a reader." : null)
            .Obstacle(!DbInstances.IsMember(i) && i.BackupRetentionPeriod is not > 0
                ? "Its automated backups are off, which replication needs; rds_modify_instance with backupDays turns them on." : null)
            .Obstacle(i.ReadReplicaDBInstanceIdentifiers?.Count >= Most(i.Engine)
                ? $"It has {i.ReadReplicaDBInstanceIdentifiers.Count} read replicas, the most that RDS makes of {i.Engine}." : null)
            .Obstacle(DbInstances.ManagedPassword(i.Engine, i.MasterUserSecret?.SecretArn, "read replica"))
            .Obstacle(i.DBInstanceStatus is "available" or "storage-optimization" ? null
                : $"It is {i.DBInstanceStatus}; RDS replicates only what is available.")
            .UndoCreation(input.DeletionProtection, "instance",
                new { instanceId = name, skipFinalSnapshot = true })
            .Build();
    }

    private static int Most(string? engine) => engine switch
    {
        null => 15,
        _ when engine.StartsWith("db2", StringComparison.Ordinal) => 3,
        _ when engine.Contains("oracle", StringComparison.Ordinal) || engine.Contains("sqlserver", StringComparison.Ordinal) => 5,
        _ => 15,
    };

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.SourceId, ct);
        var made = (await rds.CreateDBInstanceReadReplicaAsync(new()
        {
            SourceDBInstanceIdentifier = i.DBInstanceIdentifier,
            DBInstanceIdentifier = input.InstanceId,
            DBInstanceClass = input.InstanceClass,
            // RDS would take general storage, without the logins by IAM.
            StorageType = DbInstances.Storage(i).Type,
            Iops = DbInstances.Storage(i).Iops,
            StorageThroughput = DbInstances.Storage(i).Throughput,
            MaxAllocatedStorage = DbInstances.GrowsTo(i),
            EnableIAMDatabaseAuthentication = i.IAMDatabaseAuthenticationEnabled == true ? true : null,
            MultiAZ = input.MultiAz ? true : null,
            PubliclyAccessible = input.PubliclyAccessible,
            // RDS would take the VPC's default group.
            VpcSecurityGroupIds = input.SecurityGroupIds.Count > 0 ? [.. input.SecurityGroupIds]
                : [.. (i.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)],
            DeletionProtection = input.DeletionProtection,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        }, ct)).DBInstance;
        context.Done($"created {input.InstanceId}", created: made.DBInstanceArn ?? input.InstanceId);
        return await InstanceResult.OfAsync(rds, made, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct);
    }
}
