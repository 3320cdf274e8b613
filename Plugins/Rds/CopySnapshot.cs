using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_copy_snapshot (CopyDBSnapshot, CopyDBClusterSnapshot).</summary>
public static class CopySnapshot
{
    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "copy_snapshot", "Copies a DB snapshot in its region: to keep an automated one, or to encrypt with another key.", PlanAsync,
            RunAsync,
        iam:
        [
            "rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots", "rds:CopyDBSnapshot", "rds:CopyDBClusterSnapshot",
            "rds:AddTagsToResource", "kms:DescribeKey", "kms:CreateGrant",
        ],
        examples: ["Keep last night's automated snapshot of orders as orders-audit."]);

    public sealed record Input
    {
        [Description("Whether it is of an instance or of a cluster."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Snapshot id; an ARN for one of another account.")]
        public required string SnapshotId { get; init; }

        [Description("New id."), RegularExpression(RdsName.Pattern), MaxLength(RdsName.LongestOfGroup)]
        public required string TargetId { get; init; }

        [Description("Key that encrypts the copy; default the source's.")]
        public string? KmsKeyId { get; init; }

        [Description("Tags besides those of the source.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Arn, string Status);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var cluster = input.SourceType == "cluster";
        var taken = cluster ? DbSnapshots.ExistsOfClusterAsync(rds, input.TargetId, ct) : DbSnapshots.ExistsAsync(rds, input.TargetId, ct);
        var (what, status, encrypted, type, resource) = cluster ? Of(await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct))
            : Of(await DbSnapshots.FindAsync(rds, input.SnapshotId, ct));
        return new PlanBuilder($"Copy {what} to {input.TargetId}.")
            .Touch(resource)
            .Create($"snapshot {input.TargetId}", "manual; it is kept, and costs by its size, until rds_delete_snapshot")
            .Create(input.TargetId, "encryption", input.KmsKeyId is { } key ? $"with {key}" : encrypted == true
                ? "with the key of the source" : "none")
            .Obstacle(status is "available" ? null : $"The snapshot is {status}; RDS copies only what is available.")
            .Obstacle(encrypted == true && input.KmsKeyId is null && type is "shared"
                ? "It is another account's and encrypted: RDS copies it only with a key of this account; pass kmsKeyId." : null)
            .Obstacle(cluster && encrypted != true && input.KmsKeyId is not null
                ? "RDS does not encrypt the copy of a cluster snapshot that is not encrypted; restore it, and take a snapshot of that."
                    : null)
            .Obstacle(cluster ? RdsName.TooLong(input.TargetId) : null)
            .Obstacle(await taken ? $"The snapshot {input.TargetId} exists already; choose another targetId." : null)
            .Undo("rds_delete_snapshot", new { sourceType = input.SourceType, snapshotId = input.TargetId })
            .Build();

        static (string, string, bool?, string, PlannedResource) Of(object found) => found switch
        {
            Amazon.RDS.Model.DBClusterSnapshot c => (DbSnapshots.Describe(c), c.Status, c.StorageEncrypted, c.SnapshotType,
                new PlannedResource(c.DBClusterSnapshotArn, $"{c.Status}, of {c.DBClusterIdentifier}") { Tags = c.TagList.ToMap() }),
            Amazon.RDS.Model.DBSnapshot s => (DbSnapshots.Describe(s), s.Status, s.Encrypted, s.SnapshotType,
                new PlannedResource(s.DBSnapshotArn, $"{s.Status}, of {s.DBInstanceIdentifier}") { Tags = s.TagList.ToMap() }),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var tags = RdsTags.ToList(input.Tags);
        Result made;
        if (input.SourceType == "cluster")
        {
            var c = (await rds.CopyDBClusterSnapshotAsync(new()
            {
                SourceDBClusterSnapshotIdentifier = input.SnapshotId,
                TargetDBClusterSnapshotIdentifier = input.TargetId,
                KmsKeyId = input.KmsKeyId,
                CopyTags = true,
                Tags = tags,
            }, ct)).DBClusterSnapshot;
            made = new(c.DBClusterSnapshotIdentifier, c.DBClusterSnapshotArn, c.Status);
        }
        else
        {
            var s = (await rds.CopyDBSnapshotAsync(new()
            {
                SourceDBSnapshotIdentifier = input.SnapshotId,
                TargetDBSnapshotIdentifier = input.TargetId,
                KmsKeyId = input.KmsKeyId,
                CopyTags = true,
                Tags = tags,
            }, ct)).DBSnapshot;
            made = new(s.DBSnapshotIdentifier, s.DBSnapshotArn, s.Status);
        }

        context.Done($"began the copy {made.Id}", created: made.Arn);
        return made;
    }
}
