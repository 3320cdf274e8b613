using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_instance (CreateDBInstance).</summary>
public static class CreateInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "create_instance",
        "Creates a DB instance: encrypted, private, its password in Secrets Manager. Takes 5 to 20 minutes; see rds_get_instance.",
        PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBSubnetGroups", "rds:CreateDBInstance",
            "rds:AddTagsToResource",
            "iam:CreateServiceLinkedRole>rds.amazonaws.com", "secretsmanager:CreateSecret", "secretsmanager:TagResource",
            "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Make a small PostgreSQL 16 named orders in subnet group data.", "Add a reader to Aurora cluster orders."])
            .With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.Longest)]
        public required string InstanceId { get; init; }

        [Description("Like postgres or aurora-postgresql.")]
        public required string Engine { get; init; }

        [Description("Major or full version, like 16 or 16.3.")]
        public string? Version { get; init; }

        [Description("Instance class, like db.t4g.micro.")]
        public required string InstanceClass { get; init; }

        [Description("Aurora cluster to join.")]
        public string? ClusterId { get; init; }

        [Description("Storage in GiB.")]
        public int StorageGib { get; init; } = 20;

        [Description("Grows by itself up to this.")]
        public int? MaxStorageGib { get; init; }

        [Description("Storage type."), AllowedValues("gp3", "gp2", "io1", "io2")]
        public string StorageType { get; init; } = "gp3";

        [Description("IOPS.")]
        public int? Iops { get; init; }

        [Description("Standby in another zone.")]
        public bool MultiAz { get; init; }

        [Description("Name of a first database.")]
        public string? DbName { get; init; }

        [Description("Master user; postgres or admin when left out.")]
        public string? MasterUsername { get; init; }

        [Description("Default: AWS makes and keeps it."), MinLength(8), DataType(DataType.Password)]
        public string? MasterPassword { get; init; }

        [Description("Port.")]
        public int? Port { get; init; }

        [Description("DB subnet group; default the default VPC's.")]
        public string? SubnetGroup { get; init; }

        [Description("Security group ids.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Gives it a public address.")]
        public bool PubliclyAccessible { get; init; }

        [Description("DB parameter group; default the engine's.")]
        public string? ParameterGroup { get; init; }

        [Description("KMS key id, ARN or alias; default AWS's.")]
        public string? KmsKeyId { get; init; }

        [Description("Days that automated backups are kept; 0 takes none."), Range(0, 35)]
        public int BackupDays { get; init; } = 7;

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Lets IAM identities log in.")]
        public bool IamAuthentication { get; init; }

        [Description("Performance Insights.")]
        public bool PerformanceInsights { get; init; }

        [Description("Logs for CloudWatch, like postgresql or slowquery.")]
        public IReadOnlyList<string> LogTypes { get; init; } = [];

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.ClusterId is not null && input.LogTypes.Count > 0)
            throw ToolException.InvalidInput("The cluster decides which logs its members send.", "Leave logTypes out.");
        Rds.LogTypes.Check(input.Engine, input.LogTypes);
        var group = input.SubnetGroup is null ? null
            : ((await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.SubnetGroup }, ct)).DBSubnetGroups ?? [])
                .FirstOrDefault();
        var cluster = input.ClusterId is null ? null : await DbClusters.FindAsync(rds, input.ClusterId, ct);
        var name = input.InstanceId;
        var plan = new PlanBuilder(
            $"Create the DB instance {name} ({input.Engine} {input.Version ?? "in AWS's default version"}, {input.InstanceClass}).")
            .Create(name, "network", group is null ? cluster is null ? "the default VPC's" : "the cluster's"
                : $"{group.VpcId}, subnet group {group.DBSubnetGroupName} ({string.Join(", ", ListSubnetGroups.ToRow(group).Zones)})")
            .Create(name, "public address", input.PubliclyAccessible)
            .Warn(input.PubliclyAccessible ? "It gets a public address; its security groups alone keep the world out." : null)
            .Warn("It costs by the hour from its start, and so does its storage.")
            .Obstacle(await DbInstances.TakenAsync(rds, name, ct))
            .UndoCreation(input.DeletionProtection && input.ClusterId is null, "instance",
                new { instanceId = name, skipFinalSnapshot = true, deleteAutomatedBackups = true });
        if (cluster is null) AddOwn(plan, input);
        else AddCluster(plan, input, cluster);
        return plan.Build();
    }

    public static async Task<InstanceResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var request = new CreateDBInstanceRequest
        {
            DBInstanceIdentifier = input.InstanceId,
            Engine = input.Engine,
            EngineVersion = input.Version,
            DBInstanceClass = input.InstanceClass,
            DBSubnetGroupName = input.SubnetGroup,
            DBParameterGroupName = input.ParameterGroup,
            PubliclyAccessible = input.PubliclyAccessible,
            // Where the cluster decides, "no" contradicts it.
            EnablePerformanceInsights = input.PerformanceInsights ? true : null,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        };
        if (input.ClusterId is not null) request.DBClusterIdentifier = input.ClusterId;
        else AddOwn(request, input);

        var instance = (await rds.CreateDBInstanceAsync(request, ct)).DBInstance;
        context.Done($"created {instance.DBInstanceIdentifier}", created: instance.DBInstanceArn ?? instance.DBInstanceIdentifier);
        return await InstanceResult.OfAsync(rds, instance, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct);
    }

    private static void AddOwn(PlanBuilder plan, Input input)
    {
        var name = input.InstanceId;
        plan.Create(name, "storage",
            $"{input.StorageGib} GiB of encrypted {input.StorageType}{(input.MaxStorageGib is { } max ? $", growing up to {max}" : "")}")
            .Create(name, "standby in another zone", input.MultiAz)
            .Create(name, "master login", input.MasterPassword is null
                ? $"AWS makes that of {User(input)} and keeps it in Secrets Manager"
                : $"{User(input)} has the password that you gave; AWS does not keep it")
            .Create(name, "automated backups", input.BackupDays == 0 ? "none" : $"{input.BackupDays} days")
            .Create(name, "deletion protection", input.DeletionProtection)
            .Warn(input.BackupDays == 0 ? "It has no automated backups." : null)
            .Obstacle(input.Iops is null ? input.StorageType is "io1" or "io2"
                    ? $"Storage of type {input.StorageType} has provisioned IOPS: pass iops." : null
                : DbInstances.WhyNoIops(input.Engine, input.StorageType, input.StorageGib))
            .Obstacle(DbInstances.IsAurora(input.Engine)
                ? "An Aurora instance belongs to a cluster: pass clusterId of one that exists; rds_create_cluster makes one."
                    : null)
            .Obstacle(DbInstances.IsCustom(input.Engine) ? "RDS Custom needs an instance profile of its own, which this tool does not set."
                : null);
        if (input.LogTypes.Count > 0) plan.Create(name, "logs to CloudWatch", input.LogTypes);
    }

    private static void AddCluster(PlanBuilder plan, Input input, DBCluster cluster) => plan
        .Touch(DbClusters.ToResource(cluster))
        .Create(input.InstanceId, "cluster", cluster.DBClusterIdentifier, "its storage, backups, login and deletion protection hold")
        .Obstacle(!DbClusters.IsMultiAz(cluster.Engine) ? null
            : $"{DbClusters.Describe(cluster)} is a Multi-AZ DB cluster, and RDS makes its instances itself.")
        .Obstacle(DbClusters.WhyNoMember(cluster, input.InstanceClass))
        .Obstacle(cluster.Engine == input.Engine ? null : $"The cluster's engine is {cluster.Engine}, not {input.Engine}.");

    // What a member takes from its cluster and must not name itself.
    private static void AddOwn(CreateDBInstanceRequest request, Input input)
    {
        request.AllocatedStorage = input.StorageGib;
        request.MaxAllocatedStorage = input.MaxStorageGib;
        request.StorageType = input.StorageType;
        request.Iops = input.Iops;
        request.StorageEncrypted = true;
        request.KmsKeyId = input.KmsKeyId;
        request.MultiAZ = input.MultiAz;
        request.DBName = input.DbName;
        request.MasterUsername = User(input);
        request.MasterUserPassword = input.MasterPassword;
        request.ManageMasterUserPassword = input.MasterPassword is null ? true : null;
        request.Port = input.Port;
        request.VpcSecurityGroupIds = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds];
        request.BackupRetentionPeriod = input.BackupDays;
        request.DeletionProtection = input.DeletionProtection;
        request.EnableIAMDatabaseAuthentication = input.IamAuthentication ? true : null;
        request.EnableCloudwatchLogsExports = input.LogTypes.Count == 0 ? null : [.. input.LogTypes];
    }

    // "admin" is a reserved word in PostgreSQL.
    private static string User(Input input) =>
        input.MasterUsername ?? (input.Engine.Contains("postgres", StringComparison.Ordinal) ? "postgres" : "admin");
}
