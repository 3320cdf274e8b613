using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_cluster: an Aurora or a Multi-AZ DB cluster (CreateDBCluster).</summary>
public static class CreateCluster
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static readonly RdsTool Tool = RdsTool.Write<Input, ClusterResult>(
        "create_cluster",
        "Creates an Aurora or Multi-AZ DB cluster: encrypted, its password in Secrets Manager. Aurora then needs rds_create_instance.",
        PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBClusters", "rds:DescribeDBSubnetGroups", "rds:CreateDBCluster", "rds:CreateDBInstance", "rds:AddTagsToResource",
            "iam:CreateServiceLinkedRole>rds.amazonaws.com", "secretsmanager:CreateSecret", "secretsmanager:TagResource",
            "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Make an Aurora PostgreSQL cluster shop that scales from 0.5 to 8 ACU."]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.Longest)]
        public required string ClusterId { get; init; }

        [Description("postgres and mysql make a Multi-AZ cluster."),
            AllowedValues("aurora-postgresql", "aurora-mysql", "postgres", "mysql")]
        public required string Engine { get; init; }

        [Description("Major or full version, like 16 or 16.3.")]
        public string? Version { get; init; }

        [Description("Least ACU; serverless."), Range(0, 256)]
        public double? MinCapacity { get; init; }

        [Description("Most ACU; serverless."), Range(1, 256)]
        public double? MaxCapacity { get; init; }

        [Description("Only Multi-AZ, like db.m6gd.large.")]
        public string? InstanceClass { get; init; }

        [Description("Only Multi-AZ, in GiB.")]
        public int? StorageGib { get; init; }

        [Description("Only Multi-AZ, which needs it.")]
        public int? Iops { get; init; }

        [Description("Only Multi-AZ; default io1."), AllowedValues("gp3", "io1", "io2")]
        public string? StorageType { get; init; }

        [Description("Name of a first database.")]
        public string? DbName { get; init; }

        [Description("Master user; postgres or admin when left out.")]
        public string? MasterUsername { get; init; }

        [Description("Port.")]
        public int? Port { get; init; }

        [Description("DB subnet group; default the default VPC's.")]
        public string? SubnetGroup { get; init; }

        [Description("Security group ids.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("DB parameter group; default the engine's.")]
        public string? ParameterGroup { get; init; }

        [Description("KMS key id, ARN or alias; default AWS's.")]
        public string? KmsKeyId { get; init; }

        [Description("Days that automated backups are kept."), Range(1, 35)]
        public int BackupDays { get; init; } = 7;

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Lets IAM identities log in.")]
        public bool IamAuthentication { get; init; }

        [Description("Logs for CloudWatch, like postgresql or slowquery.")]
        public IReadOnlyList<string> LogTypes { get; init; } = [];

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        Check(input);
        var (name, aurora) = (input.ClusterId, DbInstances.IsAurora(input.Engine));
        var taken = DbClusters.TakenAsync(rds, name, ct);
        var group = input.SubnetGroup is null ? null
            : ((await rds.DescribeDBSubnetGroupsAsync(new() { DBSubnetGroupName = input.SubnetGroup }, ct)).DBSubnetGroups ?? [])
                .FirstOrDefault();
        var plan = new PlanBuilder($"Create the DB cluster {name} ({input.Engine} {input.Version ?? "in AWS's default version"}).")
            .Create(name, "network", group is null ? "the default VPC's" : $"{group.VpcId}, subnet group {group.DBSubnetGroupName}")
            .Create(name, "master login", $"AWS makes that of {User(input)} and keeps it in Secrets Manager")
            .Create(name, "encryption", true)
            .Create(name, "automated backups", $"{input.BackupDays} days")
            .Create(name, "deletion protection", input.DeletionProtection)
            .Obstacle(await taken);
        if (input.LogTypes.Count > 0) plan.Create(name, "logs to CloudWatch", input.LogTypes);
        if (aurora)
        {
            plan.Create(name, "members", "none", "rds_create_instance with clusterId makes them; until then nothing can log in")
                .Warn("Its storage costs by what is stored, and its members by the hour.");
            if (Capacity(input) is { } acu) plan.Create(name, "serverless capacity", acu, "of each member of the class db.serverless");
        }
        else
        {
            plan.Create(name, "members", $"a writer and two readers of {input.InstanceClass}, in three zones")
                .Create(name, "storage", $"{input.StorageGib} GiB of {input.StorageType ?? "io1"} with {input.Iops} IOPS")
                .Create(name, "public address", false)
                .Warn("Its three instances cost by the hour from their start, and so does the storage.");
        }

        return plan.UndoCreation(input.DeletionProtection, "cluster",
            new { clusterId = name, skipFinalSnapshot = true }).Build();
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var aurora = DbInstances.IsAurora(input.Engine);
        var made = (await rds.CreateDBClusterAsync(new()
        {
            DBClusterIdentifier = input.ClusterId,
            Engine = input.Engine,
            EngineVersion = input.Version,
            DatabaseName = input.DbName,
            MasterUsername = User(input),
            ManageMasterUserPassword = true,
            Port = input.Port,
            DBSubnetGroupName = input.SubnetGroup,
            VpcSecurityGroupIds = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
            DBClusterParameterGroupName = input.ParameterGroup,
            StorageEncrypted = true,
            KmsKeyId = input.KmsKeyId,
            BackupRetentionPeriod = input.BackupDays,
            DeletionProtection = input.DeletionProtection,
            EnableIAMDatabaseAuthentication = input.IamAuthentication ? true : null,
            EnableCloudwatchLogsExports = input.LogTypes.Count == 0 ? null : [.. input.LogTypes],
            ServerlessV2ScalingConfiguration = Capacity(input) is null ? null
                : new() { MinCapacity = input.MinCapacity, MaxCapacity = input.MaxCapacity },
            DBClusterInstanceClass = input.InstanceClass,
            AllocatedStorage = input.StorageGib,
            Iops = input.Iops,
            StorageType = input.StorageType,
            // Of Aurora, each member says it for itself.
            PubliclyAccessible = aurora ? null : false,
            CopyTagsToSnapshot = true,
            Tags = RdsTags.ToList(input.Tags),
        }, ct)).DBCluster;
        context.Done($"created {made.DBClusterIdentifier}", created: made.DBClusterArn ?? made.DBClusterIdentifier);
        return await ClusterResult.OfAsync(rds, made, "available", input.Wait, context, Limit, ct) with
        {
            Next = aurora ? $"rds_create_instance with clusterId {input.ClusterId}: nothing can log in before it has a member." : null,
        };
    }

    private static void Check(Input input)
    {
        if (DbInstances.IsAurora(input.Engine))
        {
            if ((input.StorageGib ?? input.Iops) is not null || (input.InstanceClass ?? input.StorageType) is not null)
                throw ToolException.InvalidInput("Aurora takes no instanceClass, storageGib, storageType and iops for a cluster.",
                    "Leave them out; rds_create_instance gives each member its class.");
            if (input.MinCapacity is null != input.MaxCapacity is null || input.MinCapacity > input.MaxCapacity)
                throw ToolException.InvalidInput("Serverless capacity has both a least and a most.", "Pass minCapacity and maxCapacity.");
        }
        else if (input.InstanceClass is null || input.StorageGib is null || input.Iops is null)
        {
            throw ToolException.InvalidInput($"A Multi-AZ DB cluster of {input.Engine} needs instanceClass, storageGib and iops.",
                "Pass all three; iops are 0.5 to 50 times the GiB.");
        }
        else if (Capacity(input) is not null)
        {
            throw ToolException.InvalidInput("Only Aurora is serverless.", "Leave minCapacity and maxCapacity out.");
        }

        Rds.LogTypes.Check(input.Engine, input.LogTypes);
    }

    private static string? Capacity(Input input) => DbClusters.Capacity(input.MinCapacity, input.MaxCapacity);

    private static string User(Input input) =>
        input.MasterUsername ?? (input.Engine.Contains("postgres", StringComparison.Ordinal) ? "postgres" : "admin");
}
