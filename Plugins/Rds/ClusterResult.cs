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
    /// <param name="rds">The client.</param>
    /// <param name="c">It, as the act's answer has it.</param>
    /// <param name="wanted">The status to wait for.</param>
    /// <param name="wait">Whether to wait.</param>
    /// <param name="context">The call.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="again">Whether it had the wanted status before the act as well.</param>
    internal static async Task<ClusterResult> OfAsync(
        IAmazonRDS rds, DBCluster c, string wanted, bool wait, ToolContext context, TimeSpan limit, CancellationToken ct,
        bool again = false) =>
        Of(wait ? await DbClusters.WaitAsync(rds, c.DBClusterIdentifier, wanted, context, limit, ct, again) : c);
}
