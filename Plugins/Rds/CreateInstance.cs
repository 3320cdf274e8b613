using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_instance (CreateDBInstance).</summary>
public static class CreateInstance
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, InstanceResult>(
        "create_instance", "Creates a DB instance: encrypted, private, its master password kept in Secrets Manager. Takes 5 to 20 minutes; see rds_get_instance.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBSubnetGroups", "rds:CreateDBInstance", "rds:AddTagsToResource",
            "iam:CreateServiceLinkedRole>rds.amazonaws.com", "secretsmanager:CreateSecret", "secretsmanager:TagResource",
            "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Make a small PostgreSQL 16 named orders in subnet group data.", "Add a reader to Aurora cluster orders."]);

    public sealed record Input
    {
        [Description("New id.")]
        public required string InstanceId { get; init; }

        [Description("As postgres.")]
        public required string Engine { get; init; }

        [Description("Major or full.")]
        public string? Version { get; init; }

        [Description("As db.t4g.micro.")]
        public required string InstanceClass { get; init; }

        [Description("Cluster to join, with its storage, backups and login.")]
        public string? ClusterId { get; init; }

        [Description("Storage.")]
        public int StorageGib { get; init; } = 20;

        [Description("Growth limit.")]
        public int? MaxStorageGib { get; init; }

        [Description("Storage type."), AllowedValues("gp3", "gp2", "io1", "io2")]
        public string StorageType { get; init; } = "gp3";

        [Description("IOPS.")]
        public int? Iops { get; init; }

        [Description("Standby in another zone.")]
        public bool MultiAz { get; init; }

        [Description("First database.")]
        public string? DbName { get; init; }

        [Description("Else postgres or admin.")]
        public string? MasterUsername { get; init; }

        [Description("Better left out."), MinLength(8), DataType(DataType.Password)]
        public string? MasterPassword { get; init; }

        [Description("Port.")]
        public int? Port { get; init; }

        [Description("Subnet group.")]
        public string? SubnetGroup { get; init; }

        [Description("Security group ids.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Public address.")]
        public bool Public { get; init; }

        [Description("Parameter group.")]
        public string? ParameterGroup { get; init; }

        [Description("KMS key.")]
        public string? KmsKeyId { get; init; }

        [Description("Automated backups; 0: none."), Range(0, 35)]
        public int BackupDays { get; init; } = 7;

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("IAM authentication.")]
        public bool IamAuthentication { get; init; }

        [Description("Performance Insights.")]
        public bool PerformanceInsights { get; init; }

        [Description("To CloudWatch.")]
        public IReadOnlyList<string> LogExports { get; init; } = [];

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min.")]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var group = input.SubnetGroup is null ? null : ((await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.SubnetGroup }, ct)).DBSubnetGroups ?? []).FirstOrDefault();
        await DbInstances.CheckFreeAsync(rds, input.InstanceId, ct);
        return new($"Create the DB instance {input.InstanceId} ({input.Engine} {input.Version ?? "in AWS's default version"}, {input.InstanceClass}).",
        [
            input.ClusterId is { } cluster ? $"It joins cluster {cluster}." : $"{input.StorageGib} GiB of encrypted {input.StorageType}{(input.MaxStorageGib is { } max ? $", growing up to {max}" : "")}, {(input.MultiAz ? "with a standby in another zone" : "in one zone, without a standby")}.",
            group is null ? "Network: the default VPC's." : $"Network: {group.VpcId}, subnet group {group.DBSubnetGroupName} ({string.Join(", ", ListSubnetGroups.ToRow(group).Zones)}).",
            input.Public ? "WARNING: it gets a public address; its security groups alone keep the world out." : "It has no public address.",
            .. input.ClusterId is null ? new[]
            {
                input.MasterPassword is null ? $"AWS makes the password of {User(input)} and keeps it in Secrets Manager." : $"{User(input)} has the password that you gave; AWS does not keep it.",
                input.BackupDays == 0 ? "WARNING: no automated backups." : $"Automated backups of {input.BackupDays} days.",
                $"Deletion protection is {DbInstances.OnOff(input.DeletionProtection)}.",
            } : [],
            "It costs by the hour from its start, and so does its storage.",
        ]);
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
            PubliclyAccessible = input.Public,
            EnablePerformanceInsights = input.PerformanceInsights,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        };
        if (input.ClusterId is not null) request.DBClusterIdentifier = input.ClusterId;
        else AddOwn(request, input);

        var instance = (await rds.CreateDBInstanceAsync(request, ct)).DBInstance;
        return await InstanceResult.OfAsync(rds, instance, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct);
    }

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
        request.EnableIAMDatabaseAuthentication = input.IamAuthentication;
        request.EnableCloudwatchLogsExports = input.LogExports.Count == 0 ? null : [.. input.LogExports];
    }

    // "admin" is a reserved word in PostgreSQL.
    private static string User(Input input) => input.MasterUsername ?? (input.Engine.Contains("postgres", StringComparison.Ordinal) ? "postgres" : "admin");
}
