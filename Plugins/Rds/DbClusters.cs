using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>What several tools do with, and say of, DB clusters.</summary>
internal static class DbClusters
{
    /// <exception cref="DBClusterNotFoundException">There is none.</exception>
    public static async Task<DBCluster> FindAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        var answer = await rds.DescribeDBClustersAsync(new() { DBClusterIdentifier = id }, ct);
        return (answer.DBClusters ?? []).FirstOrDefault()
            ?? throw ToolException.NotFound($"The DB cluster {id}", "rds_list_clusters shows those that exist.");
    }

    /// <summary>What is careless about it; null when nothing is.</summary>
    public static IReadOnlyList<string>? Risks(DBCluster c) =>
        DbInstances.Risks(c.PubliclyAccessible, true, c.DeletionProtection, c.BackupRetentionPeriod, c.StorageEncrypted);

    /// <summary><c>orders (aurora-postgresql 16.3, available)</c></summary>
    public static string Describe(DBCluster c) => $"{c.DBClusterIdentifier} ({c.Engine} {c.EngineVersion}, {c.Status})";

    /// <summary>The cluster in a plan.</summary>
    public static PlannedResource ToResource(DBCluster c) =>
        new(c.DBClusterArn ?? c.DBClusterIdentifier,
            $"{c.Engine} {c.EngineVersion}, {c.Status}, {(c.DBClusterMembers ?? []).Count} member(s)")
        { Tags = c.TagList.ToMap() };
}
