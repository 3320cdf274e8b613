using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_backups: automated backups of what is and what was (DescribeDBInstanceAutomatedBackups,
/// DescribeDBClusterAutomatedBackups).</summary>
public static class ListBackups
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_backups", "Lists automated backups, those kept of deleted instances or clusters too. For snapshots, use rds_list_snapshots.",
        RunAsync,
        iam: ["rds:DescribeDBInstanceAutomatedBackups", "rds:DescribeDBClusterAutomatedBackups"],
        examples: ["Can the deleted database orders be restored?"]);

    public sealed record Input : PageInput
    {
        [Description("Source type."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Only of what is deleted.")]
        public bool Retained { get; init; }
    }

    /// <param name="ResourceId">Tells those of one id apart; rds_restore_to_time and rds_restore_cluster take it for sourceId.</param>
    /// <param name="From">The earliest time that can be restored.</param>
    /// <param name="To">The latest; absent while a first backup is made.</param>
    public sealed record Row(
        string SourceId, string? ResourceId, string? Status, DateTime? From, DateTime? To, string? Engine, string? Version, int? StorageGib,
        bool Encrypted);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        List<Filter>? filters = input.Retained ? [new() { Name = "status", Values = ["retained"] }] : null;
        if (input.SourceType == "cluster")
        {
            var clusters = await rds.DescribeDBClusterAutomatedBackupsAsync(
                new() { Filters = filters, MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
            return new([.. (clusters.DBClusterAutomatedBackups ?? []).Select(b => new Row(
                b.DBClusterIdentifier, b.DbClusterResourceId, b.Status, b.RestoreWindow?.EarliestTime, b.RestoreWindow?.LatestTime,
                b.Engine, b.EngineVersion, b.AllocatedStorage, b.StorageEncrypted == true))], clusters.Marker);
        }

        var answer = await rds.DescribeDBInstanceAutomatedBackupsAsync(
            new() { Filters = filters, MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
        return new([.. (answer.DBInstanceAutomatedBackups ?? []).Select(b => new Row(
            b.DBInstanceIdentifier, b.DbiResourceId, b.Status, b.RestoreWindow?.EarliestTime, b.RestoreWindow?.LatestTime, b.Engine,
            b.EngineVersion, b.AllocatedStorage, b.Encrypted == true))], answer.Marker);
    }
}
