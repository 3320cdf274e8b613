using Amazon.RDS;
using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

/// <summary>How a DB cluster stands after an act.</summary>
public sealed record ClusterResult(string Id, string Arn, string Status, string? Endpoint, string? MasterSecretArn)
{
    /// <summary>What is left to do, if anything.</summary>
    public string? Next { get; init; }

    internal static ClusterResult Of(DBCluster c) =>
        new(c.DBClusterIdentifier, c.DBClusterArn, c.Status, DbClusters.Endpoint(c), c.MasterUserSecret?.SecretArn);

    /// <summary>As it is now, or, on request, when it has the wanted status.</summary>
    internal static async Task<ClusterResult> OfAsync(
        IAmazonRDS rds, DBCluster c, string wanted, bool wait, ToolContext context, TimeSpan limit, CancellationToken ct) =>
        Of(wait ? await DbClusters.WaitAsync(rds, c.DBClusterIdentifier, wanted, context, limit, ct) : c);
}
