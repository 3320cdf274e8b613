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
            ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no DB cluster {id} in this account and region.", "rds_list_clusters shows those that there are.");
    }

    /// <summary>What is careless about it; null when nothing is.</summary>
    public static IReadOnlyList<string>? Risks(DBCluster c) => DbInstances.Risks(c.PubliclyAccessible, true, c.DeletionProtection, c.BackupRetentionPeriod);

    /// <summary><c>orders (aurora-postgresql 16.3, available)</c></summary>
    public static string Describe(DBCluster c) => $"{c.DBClusterIdentifier} ({c.Engine} {c.EngineVersion}, {c.Status})";
}
