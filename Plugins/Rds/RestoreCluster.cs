using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_restore_cluster: a new cluster from a snapshot, or as another one was (RestoreDBClusterFromSnapshot,
/// RestoreDBClusterToPointInTime).</summary>
public static class RestoreCluster
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, ClusterResult>(
        "restore_cluster",
            "Makes a new DB cluster from a snapshot, or as another one was at a time. Aurora then needs rds_create_instance.",
        PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBClusters", "rds:DescribeDBClusterSnapshots", "rds:DescribeDBClusterAutomatedBackups",
            "rds:RestoreDBClusterFromSnapshot", "rds:RestoreDBClusterToPointInTime", "rds:CreateDBInstance", "rds:AddTagsToResource",
            "iam:CreateServiceLinkedRole>rds.amazonaws.com", "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Restore cluster orders to yesterday 18:00 as orders-check."]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.Longest)]
        public required string ClusterId { get; init; }

        [Description("Cluster snapshot id; this or sourceId.")]
        public string? SnapshotId { get; init; }

        [Description("Cluster that it is made from; a deleted one while its backups are kept.")]
        public string? SourceId { get; init; }

        [Description("Default: the latest that can be restored.")]
        public DateTime? Time { get; init; }

        [Description("Shares storage until one of them changes.")]
        public bool CopyOnWrite { get; init; }

        [Description("Only Multi-AZ, like db.m6gd.large.")]
        public string? InstanceClass { get; init; }

        [Description("DB subnet group; default sourceId's, of a snapshot the default VPC's.")]
        public string? SubnetGroup { get; init; }

        [Description("Security group ids; default as subnetGroup.")]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("DB parameter group; default sourceId's, of a snapshot the engine's.")]
        public string? ParameterGroup { get; init; }

        [Description("Deletion protection.")]
        public bool DeletionProtection { get; init; } = true;

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }

        /// <summary>The same call with what it leaves out taken from the source.</summary>
        internal Input With(DBCluster c) => this with
        {
            InstanceClass = InstanceClass ?? (DbClusters.IsMultiAz(c.Engine) ? c.DBClusterInstanceClass : null),
            // Another subnet group may be in another VPC, whose groups are others.
            SecurityGroupIds = SecurityGroupIds.Count > 0 || SubnetGroup is not null ? SecurityGroupIds
                : [.. (c.VpcSecurityGroups ?? []).Select(g => g.VpcSecurityGroupId)],
            SubnetGroup = SubnetGroup ?? c.DBSubnetGroup,
            ParameterGroup = ParameterGroup ?? c.DBClusterParameterGroup,
        };

        internal List<string>? Groups => SecurityGroupIds.Count == 0 ? null : [.. SecurityGroupIds];
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        Check(input);
        var (takenNow, name) = (await DbClusters.TakenAsync(rds, input.ClusterId, ct), input.ClusterId);
        if (input.SnapshotId is not null)
        {
            var s = await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct);
            return Common(new PlanBuilder($"Make the DB cluster {name} from {DbSnapshots.Describe(s)}.")
                .Touch(new PlannedResource(s.DBClusterSnapshotArn, $"{s.Status}, of {s.DBClusterIdentifier}") { Tags = s.TagList.ToMap() })
                .Create(name, "data", $"that of {PlanBuilder.Text(s.SnapshotCreateTime)}",
                    $"under endpoints of its own; {s.DBClusterIdentifier} stays as it is")
                .Obstacle(DbClusters.IsMultiAz(s.Engine) && input.InstanceClass is null
                    ? "A snapshot keeps no class, and a Multi-AZ DB cluster needs one: pass instanceClass." : null)
                .Obstacle(s.Status is "available" ? null : $"The snapshot is {s.Status}; RDS restores only what is available."), s.Engine);
        }

        var c = await SourceAsync(rds, input.SourceId!, ct);
        input = input.With(c);
        var (at, from, to) = (input.Time?.ToUniversalTime(), c.EarliestRestorableTime, c.LatestRestorableTime);
        return Common(new PlanBuilder($"Make the DB cluster {name} from {DbClusters.Describe(c)} as of "
            + $"{(at is null ? "the latest possible time" : PlanBuilder.Text(at))}.")
            .Touch(DbClusters.ToResource(c))
            .Create(name, "data", $"that of {PlanBuilder.Text(at ?? to)}", IsDeleted(c) ? "from backups that are kept of what is deleted"
                : $"under endpoints of its own; {c.DBClusterIdentifier} stays as it is")
            .Create(name, "security groups", input.Groups ?? (object)"the default of its VPC")
            .Warn(IsDeleted(c) && input.SubnetGroup is null
                ? "Backups keep no network: it comes into the default VPC, unless subnetGroup and securityGroupIds say otherwise." : null)
            .Obstacle(IsDeleted(c) && DbClusters.IsMultiAz(c.Engine) && input.InstanceClass is null
                ? "Backups keep no class, and a Multi-AZ DB cluster needs one: pass instanceClass." : null)
            .Create(name, "master login", $"that of {c.MasterUsername} at that time",
                c.MasterUserSecret is null ? null
                    : "its secret is that of the source alone: rds_modify_cluster with rotatePassword makes a new one")
            .Obstacle(DbInstances.OutOfReach(at, from, to))
            .Obstacle(input.CopyOnWrite && DbClusters.IsMultiAz(c.Engine)
                ? "Only Aurora shares storage with a copy; leave copyOnWrite out." : null), c.Engine);

        ToolPlan Common(PlanBuilder plan, string engine)
        {
            plan.Create(name, "deletion protection", input.DeletionProtection)
                .Create(name, "parameter group", input.ParameterGroup ?? "the engine's default");
            if (!DbClusters.IsMultiAz(engine))
                plan.Create(name, "members", "none", "rds_create_instance with clusterId makes them; until then nothing can log in")
                    .Obstacle(input.InstanceClass is null ? null : "Aurora takes no instanceClass for a cluster; leave it out.");
            else
                plan.Create(name, "members", $"a writer and two readers of {input.InstanceClass ?? "a class that is not known"}")
                    .Create(name, "public address", false);
            return plan.Warn("It costs from its start.").Obstacle(takenNow)
                .UndoCreation(input.DeletionProtection, "cluster",
                    new { clusterId = name, deleteMembers = true, skipFinalSnapshot = true }).Build();
        }
    }

    public static async Task<ClusterResult> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        DBCluster made;
        if (input.SnapshotId is not null)
        {
            var s = await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct);
            made = (await rds.RestoreDBClusterFromSnapshotAsync(new()
            {
                DBClusterIdentifier = input.ClusterId,
                SnapshotIdentifier = input.SnapshotId,
                // RDS wants to be told what the snapshot knows; I/O-Optimized storage and logins by IAM are lost otherwise.
                Engine = s.Engine,
                EngineVersion = s.EngineVersion,
                StorageType = s.StorageType is "aurora-iopt1" ? s.StorageType : null,
                EnableIAMDatabaseAuthentication = s.IAMDatabaseAuthenticationEnabled == true ? true : null,
                DBClusterInstanceClass = input.InstanceClass,
                PubliclyAccessible = Public(s.Engine),
                DBSubnetGroupName = input.SubnetGroup,
                VpcSecurityGroupIds = input.Groups,
                DBClusterParameterGroupName = input.ParameterGroup,
                DeletionProtection = input.DeletionProtection,
                CopyTagsToSnapshot = true,
                Tags = RdsTags.ToList(input.Tags),
            }, ct)).DBCluster;
        }
        else
        {
            var c = await SourceAsync(rds, input.SourceId!, ct);
            input = input.With(c);
            var scaling = c.ServerlessV2ScalingConfiguration;
            made = (await rds.RestoreDBClusterToPointInTimeAsync(new()
            {
                DBClusterIdentifier = input.ClusterId,
                SourceDBClusterIdentifier = IsDeleted(c) ? null : c.DBClusterIdentifier,
                SourceDbClusterResourceId = IsDeleted(c) ? c.DbClusterResourceId : null,
                // RDS would take the engine's defaults for these, and not what the source has.
                Port = c.Port,
                EnableIAMDatabaseAuthentication = c.IAMDatabaseAuthenticationEnabled == true ? true : null,
                EnableCloudwatchLogsExports = c.EnabledCloudwatchLogsExports is { Count: > 0 } logs ? logs : null,
                BacktrackWindow = c.BacktrackWindow is > 0 and var window ? window : null,
                // Extended Support, which costs, is on again unless it is declined again.
                EngineLifecycleSupport = c.EngineLifecycleSupport is { Length: > 0 } support ? support : null,
                ServerlessV2ScalingConfiguration = DbClusters.Scaling(c, scaling?.MinCapacity, scaling?.MaxCapacity),
                StorageType = DbClusters.IsMultiAz(c.Engine) || c.StorageType is "aurora-iopt1" ? c.StorageType : null,
                Iops = DbClusters.IsMultiAz(c.Engine) ? c.Iops : null,
                RestoreToTime = input.Time?.ToUniversalTime(),
                UseLatestRestorableTime = input.Time is null ? true : null,
                RestoreType = input.CopyOnWrite ? "copy-on-write" : null,
                DBClusterInstanceClass = input.InstanceClass,
                PubliclyAccessible = Public(c.Engine),
                DBSubnetGroupName = input.SubnetGroup,
                VpcSecurityGroupIds = input.Groups,
                DBClusterParameterGroupName = input.ParameterGroup,
                DeletionProtection = input.DeletionProtection,
                CopyTagsToSnapshot = true,
                Tags = RdsTags.ToList(input.Tags),
            }, ct)).DBCluster;
        }

        context.Done($"created {input.ClusterId}", created: made.DBClusterArn ?? input.ClusterId);
        return await ClusterResult.OfAsync(rds, made, "available", input.Wait, context, TimeSpan.FromMinutes(30), ct) with
        {
            Next = !DbClusters.IsMultiAz(made.Engine)
                ? $"rds_create_instance with clusterId {input.ClusterId}: nothing can log in before it has a member." : null,
        };
    }

    private static async Task<DBCluster> SourceAsync(IAmazonRDS rds, string id, CancellationToken ct) =>
        await DbClusters.TryFindAsync(rds, id, ct) ?? await RetainedBackups.ClusterAsync(rds, id, ct);

    // Left out, RDS gives it a public address wherever its VPC has an internet gateway. Of Aurora, each member says it for itself.
    private static bool? Public(string engine) => DbClusters.IsMultiAz(engine) ? false : null;

    private static bool IsDeleted(DBCluster c) => c.Status == RetainedBackups.Deleted;

    private static void Check(Input input)
    {
        if (input.SnapshotId is null == input.SourceId is null)
            throw ToolException.InvalidInput("A cluster is restored from a snapshot or from another cluster.",
                "Pass snapshotId or sourceId.");
        if (input.SnapshotId is not null && (input.Time is not null || input.CopyOnWrite))
            throw ToolException.InvalidInput("A snapshot has its own time and storage.",
                "Leave time and copyOnWrite out, or pass sourceId in place of snapshotId.");
        if (input.CopyOnWrite && input.Time is not null)
            throw ToolException.InvalidInput("A copy that shares storage is always of the latest time.", "Leave time out, or copyOnWrite.");
    }
}
