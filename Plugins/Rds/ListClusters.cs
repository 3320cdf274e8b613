using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_clusters: Aurora and Multi-AZ clusters with their members (DescribeDBClusters).</summary>
public static class ListClusters
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_clusters", "Lists Aurora and Multi-AZ DB clusters. For instances, use rds_list_instances.",
        RunAsync,
        iam: ["rds:DescribeDBClusters"],
        examples: ["Which instance is the writer of cluster orders?"]);

    public sealed record Input : PageInput
    {
        [Description("Cluster id.")]
        public string? ClusterId { get; init; }
    }

    public sealed record Row(
        string Id, string Engine, string Version, string Status, string? Endpoint, string? ReaderEndpoint, string? Writer,
        IReadOnlyList<string> Readers, IReadOnlyList<string>? Risks);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribeDBClustersAsync(
            new() { DBClusterIdentifier = input.ClusterId, MaxRecords = RdsPages.Size(input), Marker = input.Cursor }, ct);
        return new([.. (answer.DBClusters ?? []).Select(ToRow)], answer.Marker);
    }

    private static Row ToRow(DBCluster c)
    {
        var members = (c.DBClusterMembers ?? []).ToLookup(m => m.IsClusterWriter == true, m => m.DBInstanceIdentifier);
        return new(c.DBClusterIdentifier, c.Engine, c.EngineVersion, c.Status, c.Endpoint, c.ReaderEndpoint, members[true].FirstOrDefault(),
            [.. members[false]], DbClusters.Risks(c));
    }
}
