using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_snapshots: snapshots of instances or of clusters (DescribeDBSnapshots, DescribeDBClusterSnapshots).</summary>
public static class ListSnapshots
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_snapshots", "Lists DB snapshots of instances or clusters, in no order. For volumes, use ec2_list_snapshots.",
        RunAsync,
        iam: ["rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots"],
        examples: ["Which snapshots do we have of orders?", "Which manual snapshots are not encrypted?"]);

    public sealed record Input : PageInput
    {
        [Description("Source type."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Instance or cluster id.")]
        public string? SourceId { get; init; }

        [Description("Who made or shares them."), AllowedValues("automated", "manual", "shared", "public", "awsbackup")]
        public string? Type { get; init; }
    }

    public sealed record Row(
        string Id, string SourceId, string Type, string Status, DateTime? CreatedAt, string Engine, string Version, int? StorageGib,
        bool Encrypted);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        if (input.SourceType == "cluster")
        {
            var clusters = await rds.DescribeDBClusterSnapshotsAsync(
                new()
                {
                    DBClusterIdentifier = input.SourceId,
                    SnapshotType = input.Type,
                    MaxRecords = RdsPages.Size(input),
                    Marker = input.Cursor
                }, ct);
            return new([.. (clusters.DBClusterSnapshots ?? []).Select(s => new Row(
                s.DBClusterSnapshotIdentifier, s.DBClusterIdentifier, s.SnapshotType, s.Status, s.SnapshotCreateTime, s.Engine,
                s.EngineVersion, s.AllocatedStorage, s.StorageEncrypted == true))], clusters.Marker);
        }

        var answer = await rds.DescribeDBSnapshotsAsync(
            new()
            {
                DBInstanceIdentifier = input.SourceId,
                SnapshotType = input.Type,
                MaxRecords = RdsPages.Size(input),
                Marker = input.Cursor
            }, ct);
        return new([.. (answer.DBSnapshots ?? []).Select(s => new Row(
            s.DBSnapshotIdentifier, s.DBInstanceIdentifier, s.SnapshotType, s.Status, s.SnapshotCreateTime, s.Engine, s.EngineVersion,
            s.AllocatedStorage, s.Encrypted == true))], answer.Marker);
    }
}
