using System.Globalization;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>Snapshots of instances and of clusters, which RDS keeps apart.</summary>
internal static class DbSnapshots
{
    /// <exception cref="DBSnapshotNotFoundException">There is none.</exception>
    public static async Task<DBSnapshot> FindAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        var answer = await rds.DescribeDBSnapshotsAsync(new() { DBSnapshotIdentifier = id, IncludeShared = IsArn(id) }, ct);
        return (answer.DBSnapshots ?? []).FirstOrDefault() ?? throw NotFound(id);
    }

    /// <exception cref="DBClusterSnapshotNotFoundException">There is none.</exception>
    public static async Task<DBClusterSnapshot> FindOfClusterAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        var answer = await rds.DescribeDBClusterSnapshotsAsync(new() { DBClusterSnapshotIdentifier = id, IncludeShared = IsArn(id) }, ct);
        return (answer.DBClusterSnapshots ?? []).FirstOrDefault() ?? throw NotFound(id);
    }

    public static async Task<bool> ExistsOfClusterAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        try
        {
            await FindOfClusterAsync(rds, id, ct);
            return true;
        }
        catch (Exception e) when (e is DBClusterSnapshotNotFoundException or ToolException { Code: ToolErrorCode.NotFound })
        {
            return false;
        }
    }

    public static async Task<bool> ExistsAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        try
        {
            await FindAsync(rds, id, ct);
            return true;
        }
        catch (Exception e) when (e is DBSnapshotNotFoundException or ToolException { Code: ToolErrorCode.NotFound })
        {
            return false;
        }
    }

    public static Task<List<DBSnapshot>> OfInstanceAsync(IAmazonRDS rds, string instanceId, CancellationToken ct) =>
        Paging.AllAsync(async marker =>
    {
        var answer = await rds.DescribeDBSnapshotsAsync(new() { DBInstanceIdentifier = instanceId, MaxRecords = 100, Marker = marker }, ct);
        return (answer.DBSnapshots, answer.Marker);
    });

    public static string Describe(DBSnapshot s) =>
        Describe(s.DBSnapshotIdentifier, s.DBInstanceIdentifier, $"{s.Engine} {s.EngineVersion}", s.AllocatedStorage, s.SnapshotType,
            s.SnapshotCreateTime, s.Encrypted);

    public static string Describe(DBClusterSnapshot s) =>
        Describe(s.DBClusterSnapshotIdentifier, s.DBClusterIdentifier, $"{s.Engine} {s.EngineVersion}", s.AllocatedStorage, s.SnapshotType,
            s.SnapshotCreateTime, s.StorageEncrypted);

    private static string Describe(string id, string source, string engine, int? size, string type, DateTime? at, bool? encrypted) =>
        string.Create(CultureInfo.InvariantCulture,
        $"{id} ({type} snapshot of {source}, {engine}, {size} GiB, {Taken(at)}, {Encryption(encrypted)})");

    private static string Taken(DateTime? at) => at is null ? "not finished" : PlanBuilder.Text(at);

    private static string Encryption(bool? encrypted) => encrypted == true ? "encrypted" : "not encrypted";

    /// <summary>Snapshots of a cluster, all of them.</summary>
    public static Task<List<DBClusterSnapshot>> OfClusterAsync(IAmazonRDS rds, string clusterId, CancellationToken ct) =>
        Paging.AllAsync(async marker =>
    {
        var answer = await rds.DescribeDBClusterSnapshotsAsync(new() { DBClusterIdentifier = clusterId, MaxRecords = 100, Marker = marker },
            ct);
        return (answer.DBClusterSnapshots, answer.Marker);
    });

    // Those that another account shares are named by their ARN.
    private static bool? IsArn(string id) => id.StartsWith("arn:", StringComparison.Ordinal) ? true : null;

    private static ToolException NotFound(string id) =>
        ToolException.NotFound($"The snapshot {id}", "rds_list_snapshots shows those that exist.");
}
