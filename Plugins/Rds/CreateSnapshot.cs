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
        "create_snapshot", "Takes a DB snapshot of an instance, or of a cluster. See rds_list_snapshots for its status.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBClusters", "rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots", "rds:CreateDBSnapshot", "rds:CreateDBClusterSnapshot",
            "rds:AddTagsToResource",
        ],
        examples: ["Take a snapshot of orders before the release."]);

    public sealed record Input
    {
        [Description("What it is of."), AllowedValues("instance", "cluster")]
        public string Source { get; init; } = "instance";

        [Description("Instance or cluster id.")]
        public required string SourceId { get; init; }

        [Description("New id.")]
        public required string SnapshotId { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 30 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string Arn, string Status, int? Percent);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.Source == "cluster")
        {
            var cluster = await DbClusters.FindAsync(rds, input.SourceId, ct);
            return new($"Take snapshot {input.SnapshotId} of cluster {DbClusters.Describe(cluster)}.", [Kept]);
        }

        var i = await DbInstances.FindAsync(rds, input.SourceId, ct);
        if (!string.IsNullOrEmpty(i.DBClusterIdentifier))
            throw new ToolException(ToolErrorCode.Conflict, $"{i.DBInstanceIdentifier} is a member of cluster {i.DBClusterIdentifier}, which has the data.", $"Pass source: \"cluster\" and sourceId: \"{i.DBClusterIdentifier}\".");
        return new($"Take snapshot {input.SnapshotId} of {DbInstances.Describe(i)}, {i.AllocatedStorage} GiB.",
            [Kept, .. i.MultiAZ == true ? Array.Empty<string>() : ["Without a standby, its storage may pause for some seconds."]]);
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var taken = await TakeAsync(rds, input, ct);
        return !input.Wait ? taken : await Waiting.UntilAsync(
            t => LookAsync(rds, input, t), r => r.Status is "available" or "failed", r => $"{r.Id} is {r.Status} ({r.Percent ?? 0} %)", context, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10), ct);
    }

    private const string Kept = "It is kept, and costs by its size, until rds_delete_snapshot.";

    private static async Task<Result> TakeAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var tags = RdsTags.ToList(input.Tags);
        if (input.Source == "cluster")
            return Of((await rds.CreateDBClusterSnapshotAsync(new() { DBClusterIdentifier = input.SourceId, DBClusterSnapshotIdentifier = input.SnapshotId, Tags = tags }, ct)).DBClusterSnapshot);
        return Of((await rds.CreateDBSnapshotAsync(new() { DBInstanceIdentifier = input.SourceId, DBSnapshotIdentifier = input.SnapshotId, Tags = tags }, ct)).DBSnapshot);
    }

    private static async Task<Result> LookAsync(IAmazonRDS rds, Input input, CancellationToken ct) => input.Source == "cluster"
        ? Of(await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct))
        : Of(await DbSnapshots.FindAsync(rds, input.SnapshotId, ct));

    private static Result Of(DBSnapshot s) => new(s.DBSnapshotIdentifier, s.DBSnapshotArn, s.Status, s.PercentProgress);

    private static Result Of(DBClusterSnapshot s) => new(s.DBClusterSnapshotIdentifier, s.DBClusterSnapshotArn, s.Status, s.PercentProgress);
}
