using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_cluster: with its members on request, and a final snapshot unless that is refused (DeleteDBInstance,
/// DeleteDBCluster).</summary>
public static class DeleteCluster
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_cluster", "Deletes a DB cluster, after a final snapshot. To pause one, use rds_stop_cluster.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBClusters", "rds:DescribeDBInstances", "rds:DescribeDBClusterSnapshots", "rds:DeleteDBCluster",
            "rds:DeleteDBInstance", "rds:CreateDBClusterSnapshot", "rds:AddTagsToResource",
        ],
        examples: ["Delete the test cluster with its instances."]);

    public sealed record Input
    {
        [Description("Cluster id.")]
        public required string ClusterId { get; init; }

        [Description("Delete its members too.")]
        public bool DeleteMembers { get; init; }

        [Description("Id of the final snapshot; <clusterId>-final when left out."), RegularExpression(RdsName.Pattern),
            MaxLength(RdsName.LongestOfGroup)]
        public string? FinalSnapshotId { get; init; }

        [Description("Take no final snapshot: all data is lost.")]
        public bool SkipFinalSnapshot { get; init; }

        [Description("Delete its automated backups too.")]
        public bool DeleteAutomatedBackups { get; init; }
    }

    public sealed record Result(string Id, string Status, string? FinalSnapshotId, IReadOnlyList<string> DeletedMembers);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var (unknown, c) = (new Unknowns(context.Target), await DbClusters.FindAsync(rds, input.ClusterId, ct));
        var (final, members, id) = (Final(input), DbClusters.Members(c).ToList(), c.DBClusterIdentifier);
        var exists = final is not null && await DbSnapshots.ExistsOfClusterAsync(rds, final, ct);
        var manual = (await unknown.TryAsync("The snapshots", () => DbSnapshots.OfClusterAsync(rds, id, ct)) ?? [])
            .Count(s => s.SnapshotType == "manual");
        var plan = new PlanBuilder($"Delete cluster {DbClusters.Describe(c)}{(final is null ? " AND ALL ITS DATA" : "")}.")
            .Touch(DbClusters.ToResource(c))
            .Delete($"DB cluster {id}")
            .Obstacle(c.DeletionProtection == true ? "Deletion protection is on; turn it off with rds_modify_cluster first." : null)
            .Obstacle(string.IsNullOrEmpty(c.GlobalClusterIdentifier) ? null
                : $"It belongs to the global database {c.GlobalClusterIdentifier}; remove it from there first.")
            .Obstacle(members.Count > 0 && !input.DeleteMembers && !DbClusters.IsMultiAz(c.Engine)
                ? "It has members. Pass deleteMembers: true, or delete them with rds_delete_instance." : null)
            .Obstacle(c.Status is "stopped" or "stopping" ? "RDS deletes no stopped cluster; rds_start_cluster starts it." : null)
            .Obstacle(c.Status is not ("available" or "stopped" or "stopping") && final is not null
                ? $"It is {c.Status}, and RDS takes a final snapshot only of what is available: wait, or pass skipFinalSnapshot." : null)
            .Obstacle(members.Count > 0 && !DbClusters.IsMultiAz(c.Engine) && !string.IsNullOrEmpty(c.ReplicationSourceIdentifier)
                ? $"It is a replica of {c.ReplicationSourceIdentifier}, and RDS deletes the last member of no replica: "
                    + "rds_promote_cluster promotes it first." : null);
        foreach (var m in members) plan.Delete($"DB instance {m.DBInstanceIdentifier}", m.IsClusterWriter == true ? "the writer"
            : "a reader");
        if (final is not null) plan.Create($"final snapshot {final}", "it has all data, and costs until it is deleted")
            .Obstacle(exists ? $"The snapshot {final} exists already; pass another finalSnapshotId." : null);
        else plan.Lose($"all data of {id}", "no final snapshot is taken");
        if (input.DeleteAutomatedBackups || !Keeps(c)) plan.Lose("its automated backups", "and with them recovery to a point in time");
        else plan.Keep("automated backups", $"kept for {c.BackupRetentionPeriod} more days, for rds_restore_cluster");
        if (manual > 0) plan.Keep($"{manual} manual snapshot(s)");
        foreach (var r in (c.ReadReplicaIdentifiers ?? []).Order(StringComparer.Ordinal)) plan.Lose($"the replication to {r}",
            DbClusters.IsMultiAz(c.Engine) ? "it becomes independent" : null);
        if (DbClusters.Endpoint(c) is { } endpoint) plan.Lose($"the endpoint {endpoint}");
        if (c.MasterUserSecret?.SecretArn is { } secret) plan.Delete($"the master login {secret}");
        return plan.Unknown(unknown.Notes).NoUndo(final is null ? "A deleted DB cluster cannot be brought back."
            : $"rds_restore_cluster makes a new cluster from {final}, under another endpoint.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var c = await DbClusters.FindAsync(rds, input.ClusterId, ct);
        List<string> deleted = [];
        // A Multi-AZ cluster takes its members along; Aurora wants them to be on their way out.
        if (input.DeleteMembers && !DbClusters.IsMultiAz(c.Engine))
        {
            // A call that failed half way has left some that are going already, and RDS refuses to delete those again.
            var going = (await GetCluster.InstancesAsync(rds, c, ct)).Where(i => i.DBInstanceStatus is "deleting")
                .Select(i => i.DBInstanceIdentifier).ToHashSet();
            // The writer goes last, so that no reader takes over in between.
            foreach (var member in DbClusters.Members(c).Reverse().Select(m => m.DBInstanceIdentifier).Where(m => !going.Contains(m)))
            {
                await rds.DeleteDBInstanceAsync(new() { DBInstanceIdentifier = member, SkipFinalSnapshot = true }, ct);
                context.Done($"asked to delete {member}");
                deleted.Add(member);
            }
        }

        var gone = (await rds.DeleteDBClusterAsync(new()
        {
            DBClusterIdentifier = input.ClusterId,
            SkipFinalSnapshot = Final(input) is null,
            FinalDBSnapshotIdentifier = Final(input),
            // Left out, RDS deletes them.
            DeleteAutomatedBackups = Keeps(c) ? input.DeleteAutomatedBackups : null,
        }, ct)).DBCluster;
        context.Done($"asked to delete {input.ClusterId}", created: Final(input));
        return new(gone.DBClusterIdentifier, gone.Status, Final(input), deleted);
    }

    // Neptune and DocumentDB, which RDS lists too, keep none.
    private static bool Keeps(DBCluster c) =>
        c.BackupRetentionPeriod is > 0 && (DbClusters.IsMultiAz(c.Engine) || DbInstances.IsAurora(c.Engine));

    private static string? Final(Input input) => input.SkipFinalSnapshot ? null : input.FinalSnapshotId ?? $"{input.ClusterId}-final";
}
