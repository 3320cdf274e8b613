using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_create_snapshot: of an instance or of a cluster (CreateDBSnapshot, CreateDBClusterSnapshot).</summary>
public static class CreateSnapshot
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "create_snapshot", "Takes a DB snapshot of an instance, or of a cluster. See rds_list_snapshots for its status.", PlanAsync,
        RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots",
            "rds:CreateDBSnapshot", "rds:CreateDBClusterSnapshot",
            "rds:AddTagsToResource",
        ],
        examples: ["Take a snapshot of orders before the release."]).With(deadline: TimeSpan.FromMinutes(35));

    public sealed record Input
    {
        [Description("Whether sourceId is an instance or a cluster."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Instance or cluster id.")]
        public required string SourceId { get; init; }

        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.LongestOfGroup)]
        public required string SnapshotId { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string Arn, string Status, int? Percent);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var undo = new { sourceType = input.SourceType, snapshotId = input.SnapshotId };
        if (input.SourceType == "cluster")
        {
            var cluster = await DbClusters.FindAsync(rds, input.SourceId, ct);
            return new PlanBuilder($"Take snapshot {input.SnapshotId} of cluster {DbClusters.Describe(cluster)}.")
                .Touch(DbClusters.ToResource(cluster))
                .Create($"snapshot {input.SnapshotId}", Kept)
                .Obstacle(cluster.Status is "available" ? null
                    : $"{cluster.DBClusterIdentifier} is {cluster.Status}; RDS takes snapshots of what is available.")
                .Obstacle(RdsName.TooLong(input.SnapshotId))
                .Obstacle(await DbSnapshots.ExistsOfClusterAsync(rds, input.SnapshotId, ct)
                    ? $"The snapshot {input.SnapshotId} exists already; choose another id." : null)
                .Undo("rds_delete_snapshot", undo)
                .Build();
        }

        var i = await DbInstances.FindAsync(rds, input.SourceId, ct);
        var plan = new PlanBuilder($"Take snapshot {input.SnapshotId} of {DbInstances.Describe(i)}, {i.AllocatedStorage} GiB.")
            .Touch(DbInstances.ToResource(i))
            .Create($"snapshot {input.SnapshotId}", Kept)
            .Undo("rds_delete_snapshot", undo);
        if (DbInstances.IsMember(i))
            return plan.Obstacle($"{i.DBInstanceIdentifier} is a member of cluster {i.DBClusterIdentifier}, which has the data. "
                + $"Pass sourceType: \"cluster\" and sourceId: \"{i.DBClusterIdentifier}\".").Build();
        if (i.MultiAZ != true) plan.Warn("Without a standby, its storage may pause for some seconds.");
        if (i.DBInstanceStatus is not ("available" or "storage-optimization"))
            plan.Obstacle($"It is {i.DBInstanceStatus}; RDS takes snapshots of what is available.");
        if (await DbSnapshots.ExistsAsync(rds, input.SnapshotId, ct)) plan.Obstacle(
            $"The snapshot {input.SnapshotId} exists already; choose another id.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var taken = await TakeAsync(rds, input, ct);
        context.Done($"began snapshot {taken.Id}", created: taken.Arn);
        return !input.Wait ? taken : await Waiting.UntilAsync(
            t => LookAsync(rds, input, t), Judge, context, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10), ct);
    }

    private const string Kept = "it is kept, and costs by its size, until rds_delete_snapshot";

    private static Wait Judge(Result r) => r.Status switch
    {
        "available" => Wait.Done,
        "failed" or "deleting" or "deleted" => Wait.Failed($"The snapshot {r.Id} is {r.Status}; rds_list_events may say why."),
        _ => Wait.NotYet($"{r.Id} is {r.Status} ({r.Percent ?? 0} %)"),
    };

    private static async Task<Result> TakeAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var tags = RdsTags.ToList(input.Tags);
        if (input.SourceType == "cluster")
            return Of((await rds.CreateDBClusterSnapshotAsync(
                new() { DBClusterIdentifier = input.SourceId, DBClusterSnapshotIdentifier = input.SnapshotId, Tags = tags }, ct))
                    .DBClusterSnapshot);
        return Of((await rds.CreateDBSnapshotAsync(
            new() { DBInstanceIdentifier = input.SourceId, DBSnapshotIdentifier = input.SnapshotId, Tags = tags }, ct)).DBSnapshot);
    }

    private static async Task<Result> LookAsync(IAmazonRDS rds, Input input, CancellationToken ct) => input.SourceType == "cluster"
        ? Of(await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct))
        : Of(await DbSnapshots.FindAsync(rds, input.SnapshotId, ct));

    private static Result Of(DBSnapshot s) => new(s.DBSnapshotIdentifier, s.DBSnapshotArn, s.Status, s.PercentProgress);

    private static Result Of(DBClusterSnapshot s) =>
        new(s.DBClusterSnapshotIdentifier, s.DBClusterSnapshotArn, s.Status, s.PercentProgress);
}
