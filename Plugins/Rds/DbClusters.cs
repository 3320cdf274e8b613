using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

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

    /// <summary>Null when there is none.</summary>
    public static async Task<DBCluster?> TryFindAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        try
        {
            return await FindAsync(rds, id, ct);
        }
        catch (Exception e) when (e is DBClusterNotFoundException or ToolException { Code: ToolErrorCode.NotFound })
        {
            return null;
        }
    }

    /// <summary>Why a cluster of this id cannot be created; null when the id is free.</summary>
    public static async Task<string?> TakenAsync(IAmazonRDS rds, string id, CancellationToken ct) =>
        await TryFindAsync(rds, id, ct) is { } other ? $"The DB cluster {Describe(other)} exists already; choose another id." : null;

    /// <summary><c>orders.cluster-abc.eu-west-1.rds.amazonaws.com:5432</c>; null while the cluster has none.</summary>
    public static string? Endpoint(DBCluster c) => c.Endpoint is { Length: > 0 } host ? $"{host}:{c.Port}" : null;

    /// <summary>Serverless capacity as plans show it: <c>0.5 to 8 ACU</c>; null when it has none.</summary>
    public static string? Capacity(double? min, double? max) => min is null && max is null ? null
        : $"{PlanBuilder.Text(min)} to {PlanBuilder.Text(max)} ACU";

    /// <summary>Why it takes no member of a class; null when it does.</summary>
    public static string? WhyNoMember(DBCluster c, string? instanceClass) =>
        instanceClass is "db.serverless" && c.ServerlessV2ScalingConfiguration?.MaxCapacity is null
            ? $"{c.DBClusterIdentifier} has no serverless capacity yet: set minCapacity and maxCapacity with rds_modify_cluster first." : null;

    /// <summary>
    /// Whether it is a Multi-AZ DB cluster, whose instances RDS makes and deletes with it. All others are Aurora or, as RDS lists those
    /// too, Neptune and DocumentDB.
    /// </summary>
    public static bool IsMultiAz(string? engine) => engine is "mysql" or "postgres";

    /// <summary>Why RDS does not stop or start it; null when it does.</summary>
    public static string? WhyNotStopped(DBCluster c) => IsMultiAz(c.Engine)
        ? "It is a Multi-AZ DB cluster, and RDS stops and starts Aurora clusters only." : null;

    /// <summary>The same capacity again, for a request that replaces all of it; the pause only where it can pause.</summary>
    public static ServerlessV2ScalingConfiguration? Scaling(DBCluster c, double? min, double? max) =>
        min is null && max is null ? null : new()
        {
            MinCapacity = min,
            MaxCapacity = max,
            SecondsUntilAutoPause = min is 0 ? c.ServerlessV2ScalingConfiguration?.SecondsUntilAutoPause : null,
        };

    /// <summary>Its members, the writer first.</summary>
    public static IEnumerable<DBClusterMember> Members(DBCluster c) =>
        (c.DBClusterMembers ?? []).OrderBy(m => m.IsClusterWriter != true).ThenBy(m => m.DBInstanceIdentifier, StringComparer.Ordinal);

    /// <summary>Looks until the cluster has the wanted status, or one from which it comes no further by itself.</summary>
    public static Task<DBCluster> WaitAsync(IAmazonRDS rds, string id, string wanted, ToolContext context, TimeSpan limit,
        CancellationToken ct, bool again = false)
    {
        var left = DbInstances.LeftBefore(wanted, again, context);
        return Waiting.UntilAsync(t => FindAsync(rds, id, t), c => left(c.Status) ?? c.Status switch
        {
            var status when status == wanted => Wait.Done,
            "deleting" or "inaccessible-encryption-credentials" or "incompatible-parameters" or "migration-failed" or "failing" =>
                Wait.Failed($"{c.DBClusterIdentifier} is {c.Status}; rds_list_events may say why."),
            var status => Wait.NotYet(
                $"{c.DBClusterIdentifier} is {status}{(string.IsNullOrEmpty(c.PercentProgress) ? "" : $" ({c.PercentProgress} %)")}"),
        }, context, limit, TimeSpan.FromSeconds(10), ct);
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
