using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_snapshot: of an instance or of a cluster (DeleteDBSnapshot, DeleteDBClusterSnapshot).</summary>
public static class DeleteSnapshot
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_snapshot", "Deletes a manual DB snapshot for good.", PlanAsync, RunAsync,
        iam: ["rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots", "rds:DeleteDBSnapshot", "rds:DeleteDBClusterSnapshot"],
        examples: ["Delete snapshot orders-before-release."]);

    public sealed record Input
    {
        [Description("Whether it is of an instance or of a cluster."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.SourceType == "cluster")
        {
            var c = await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct);
            return Plan(DbSnapshots.Describe(c), c.SnapshotType,
                new(c.DBClusterSnapshotArn, $"{c.Status}, of {c.DBClusterIdentifier}") { Tags = c.TagList.ToMap() });
        }

        var s = await DbSnapshots.FindAsync(rds, input.SnapshotId, ct);
        return Plan(DbSnapshots.Describe(s), s.SnapshotType,
            new(s.DBSnapshotArn, $"{s.Status}, of {s.DBInstanceIdentifier}") { Tags = s.TagList.ToMap() });
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var id = input.SourceType == "cluster"
            ? (await rds.DeleteDBClusterSnapshotAsync(new() { DBClusterSnapshotIdentifier = input.SnapshotId }, ct))
                .DBClusterSnapshot.DBClusterSnapshotIdentifier
            : (await rds.DeleteDBSnapshotAsync(new() { DBSnapshotIdentifier = input.SnapshotId }, ct)).DBSnapshot.DBSnapshotIdentifier;
        context.Done($"deleted the snapshot {id}");
        return new(id, "deleted");
    }

    private static ToolPlan Plan(string what, string type, PlannedResource resource) => new PlanBuilder($"Delete {what}.")
        .Touch(resource)
        .Lose(what, "instances that were restored from it stay")
        .Obstacle(type switch
        {
            "manual" => null,
            "automated" => "It is an automated snapshot, which RDS deletes itself in time; rds_modify_instance changes backupDays.",
            "awsbackup" => "AWS Backup owns it; delete its recovery point there.",
            _ => $"It is a {type} snapshot of another account.",
        })
        .NoUndo("The data of that time is gone with it.")
        .Build();
}
