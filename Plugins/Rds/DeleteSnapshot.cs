using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

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
        [Description("What it is of."), AllowedValues("instance", "cluster")]
        public string Source { get; init; } = "instance";

        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }
    }

    public sealed record Result(string Id, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.Source == "cluster")
        {
            var c = await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct);
            return Plan(DbSnapshots.Describe(c), c.SnapshotType, new(c.DBClusterSnapshotArn, $"{c.Status}, of {c.DBClusterIdentifier}") { Tags = c.TagList.ToMap() });
        }

        var s = await DbSnapshots.FindAsync(rds, input.SnapshotId, ct);
        return Plan(DbSnapshots.Describe(s), s.SnapshotType, new(s.DBSnapshotArn, $"{s.Status}, of {s.DBInstanceIdentifier}") { Tags = s.TagList.ToMap() });
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.Source == "cluster")
        {
            var c = (await rds.DeleteDBClusterSnapshotAsync(new() { DBClusterSnapshotIdentifier = input.SnapshotId }, ct)).DBClusterSnapshot;
            return new(c.DBClusterSnapshotIdentifier, "deleted");
        }

        var s = (await rds.DeleteDBSnapshotAsync(new() { DBSnapshotIdentifier = input.SnapshotId }, ct)).DBSnapshot;
        return new(s.DBSnapshotIdentifier, "deleted");
    }

    private static ToolPlan Plan(string what, string type, PlannedResource resource) => type == "manual"
        ? new($"Delete {what}.", ["LOST for good: the data of that time. Instances that were restored from it stay."]) { Resources = [resource] }
        : throw new ToolException(ToolErrorCode.Conflict, $"{what} is not a manual snapshot.", "AWS deletes automated ones itself when their days are over; rds_modify_instance changes backupDays.");
}
