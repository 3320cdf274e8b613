using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_instance: with a final snapshot unless that is refused (DeleteDBInstance).</summary>
public static class DeleteInstance
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_instance", "Deletes a DB instance, after a final snapshot. To pause one, use rds_stop_instance.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBSnapshots", "rds:DeleteDBInstance", "rds:CreateDBSnapshot",
            "rds:AddTagsToResource",
        ],
        examples: ["Delete the test database.", "What would deleting orders lose?"]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Id of the final snapshot; <instanceId>-final when left out."), RegularExpression(RdsName.Pattern),
            MaxLength(RdsName.LongestOfGroup)]
        public string? FinalSnapshotId { get; init; }

        [Description("Take no final snapshot: all data is lost.")]
        public bool SkipFinalSnapshot { get; init; }

        [Description("Delete its automated backups too.")]
        public bool DeleteAutomatedBackups { get; init; }

        [Description("Until gone, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string Status, string? FinalSnapshotId);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (unknown, i) = (new Unknowns(context.Target), await DbInstances.FindAsync(rds, input.InstanceId, ct));
        var (final, ownData) = (FinalSnapshot(i, input), DbInstances.HasOwnData(i));
        var snapshots = unknown.TryAsync("The snapshots", () => DbSnapshots.OfInstanceAsync(rds, i.DBInstanceIdentifier, ct));
        var cluster = DbInstances.IsMember(i)
            ? await unknown.TryAsync("The cluster", () => DbClusters.FindAsync(rds, i.DBClusterIdentifier, ct)) : null;
        var plan = new PlanBuilder($"Delete {DbInstances.Describe(i)}{(final is null && ownData ? " AND ALL ITS DATA" : "")}.")
            .Touch(DbInstances.ToResource(i))
            .Delete($"DB instance {i.DBInstanceIdentifier}", DbInstances.NoFinalSnapshot(i) is { } no ? $"no final snapshot: {no}" : null);
        if (i.DeletionProtection == true) plan.Obstacle("Deletion protection is on; turn it off with rds_modify_instance first.");
        if (final is not null)
        {
            plan.Create($"final snapshot {final}", "it has all data, and costs until it is deleted");
            if (await DbSnapshots.ExistsAsync(rds, final, ct)) plan.Obstacle(
                $"The snapshot {final} exists already; pass another finalSnapshotId.");
        }
        else if (ownData)
        {
            plan.Lose($"{i.AllocatedStorage} GiB of data", "no final snapshot is taken");
        }

        AddBackups(plan, i, input);
        if ((await snapshots ?? []).Count(s => s.SnapshotType == "manual") is > 0 and var manual) plan.Keep($"{manual} manual snapshot(s)");
        foreach (var r in (i.ReadReplicaDBInstanceIdentifiers ?? [])
            .Concat((i.ReadReplicaDBClusterIdentifiers ?? []).Select(c => $"cluster {c}")).Order(StringComparer.Ordinal))
            plan.Lose($"the replication to {r}", "it becomes independent");
        if (DbInstances.Endpoint(i) is { } endpoint) plan.Lose($"the endpoint {endpoint}");
        if (i.MasterUserSecret?.SecretArn is { } secret && !DbInstances.IsMember(i)) plan.Delete($"the master login {secret}");
        if (cluster is not null) AddCluster(plan, i, cluster);
        plan.Unknown(unknown.Notes);
        return plan.NoUndo(final is null ? "A deleted DB instance cannot be brought back."
            : $"rds_restore_snapshot makes a new instance from {final}, under another endpoint.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var final = FinalSnapshot(await DbInstances.FindAsync(rds, input.InstanceId, ct), input);
        var gone = (await rds.DeleteDBInstanceAsync(new()
        {
            DBInstanceIdentifier = input.InstanceId,
            SkipFinalSnapshot = final is null,
            FinalDBSnapshotIdentifier = final,
            DeleteAutomatedBackups = input.DeleteAutomatedBackups,
        }, ct)).DBInstance;
        context.Done($"asked to delete {input.InstanceId}", created: final);
        if (!input.Wait) return new(gone.DBInstanceIdentifier, gone.DBInstanceStatus, final);

        var seen = await Waiting.UntilAsync(async t => new Look(await DbInstances.TryFindAsync(rds, input.InstanceId, t)),
            l => l.Instance is { } i ? Wait.NotYet($"{input.InstanceId} is {i.DBInstanceStatus}") : Wait.Done,
            context, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10), ct);
        return new(gone.DBInstanceIdentifier, seen.Instance?.DBInstanceStatus ?? "deleted", final);
    }

    private static string? FinalSnapshot(DBInstance i, Input input) =>
        input.SkipFinalSnapshot || DbInstances.NoFinalSnapshot(i) is not null ? null : input.FinalSnapshotId
            ?? $"{i.DBInstanceIdentifier}-final";

    private static void AddBackups(PlanBuilder plan, DBInstance i, Input input)
    {
        if (!DbInstances.HasOwnData(i) || i.BackupRetentionPeriod is null or 0) return;
        if (input.DeleteAutomatedBackups) plan.Lose($"automated backups of {i.BackupRetentionPeriod} days",
            "and with them recovery to a point in time");
        else plan.Keep("automated backups", $"kept for {i.BackupRetentionPeriod} more days, for rds_restore_to_time");
    }

    private static void AddCluster(PlanBuilder plan, DBInstance i, DBCluster cluster)
    {
        plan.Touch(DbClusters.ToResource(cluster));
        var members = cluster.DBClusterMembers ?? [];
        if (DbClusters.IsMultiAz(cluster.Engine)) plan.Warn(
            $"{cluster.DBClusterIdentifier} is a Multi-AZ DB cluster; RDS may refuse to delete one of its instances alone.");
        if (members.Count == 1)
        {
            plan.Warn($"It is the last member of {cluster.DBClusterIdentifier}: the data stays and costs, but nothing can read it.");
            if (!string.IsNullOrEmpty(cluster.ReplicationSourceIdentifier)) plan.Obstacle(
                $"{cluster.DBClusterIdentifier} is a replica of another cluster, which must be promoted first.");
        }
        else if (members.Any(m => m.DBInstanceIdentifier == i.DBInstanceIdentifier && m.IsClusterWriter == true))
        {
            plan.Warn($"It is the writer of {cluster.DBClusterIdentifier}: a reader takes over, after about a minute without writes.");
        }
    }

    private sealed record Look(DBInstance? Instance);
}
