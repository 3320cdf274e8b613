using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>What several tools do with, and say of, DB instances.</summary>
internal static class DbInstances
{
    /// <exception cref="DBInstanceNotFoundException">There is none.</exception>
    public static async Task<DBInstance> FindAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        var answer = await rds.DescribeDBInstancesAsync(new() { DBInstanceIdentifier = id }, ct);
        return (answer.DBInstances ?? []).FirstOrDefault()
            ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no DB instance {id} in this account and region.", "rds_list_instances shows those that there are.");
    }

    /// <summary>Null when there is none.</summary>
    public static async Task<DBInstance?> TryFindAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        try
        {
            return await FindAsync(rds, id, ct);
        }
        catch (Exception e) when (e is DBInstanceNotFoundException or ToolException { Code: ToolErrorCode.NotFound })
        {
            return null;
        }
    }

    /// <summary>An instance that is to be created must not exist, or the plan would promise what RDS refuses.</summary>
    public static async Task CheckFreeAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        if (await TryFindAsync(rds, id, ct) is { } other)
            throw new ToolException(ToolErrorCode.Conflict, $"There is already a DB instance {Describe(other)}.", "Choose another id.");
    }

    /// <summary><c>orders (postgres 16.3, db.t4g.micro, available)</c></summary>
    public static string Describe(DBInstance i) => $"{i.DBInstanceIdentifier} ({i.Engine} {i.EngineVersion}, {i.DBInstanceClass}, {i.DBInstanceStatus})";

    public static PlannedResource ToResource(DBInstance i) => new(
        i.DBInstanceArn ?? i.DBInstanceIdentifier,
        $"{i.Engine} {i.EngineVersion}, {i.DBInstanceClass}, {i.DBInstanceStatus}, {i.AllocatedStorage} GiB {i.StorageType}, multi-AZ {OnOff(i.MultiAZ)}, deletion protection {OnOff(i.DeletionProtection)}")
    {
        Tags = i.TagList.ToMap(),
    };

    /// <summary><c>orders.abc.eu-west-1.rds.amazonaws.com:5432</c>; null while the instance has none.</summary>
    public static string? Endpoint(DBInstance i) => i.Endpoint?.Address is { } host ? $"{host}:{i.Endpoint.Port}" : null;

    /// <summary>Cluster members and replicas have no data of their own: RDS takes no final snapshot of them.</summary>
    public static bool HasOwnData(DBInstance i) => string.IsNullOrEmpty(i.DBClusterIdentifier) && string.IsNullOrEmpty(i.ReadReplicaSourceDBInstanceIdentifier);

    /// <summary>What is careless about it; null when nothing is. What belongs to the cluster of a member is the cluster's risk.</summary>
    public static IReadOnlyList<string>? Risks(DBInstance i) => Risks(i.PubliclyAccessible, string.IsNullOrEmpty(i.DBClusterIdentifier), i.DeletionProtection, i.BackupRetentionPeriod);

    public static IReadOnlyList<string>? Risks(bool? isPublic, bool keepsData, bool? isProtected, int? backupDays)
    {
        List<string> risks =
        [
            .. isPublic == true ? ["publicly accessible"] : Array.Empty<string>(),
            .. keepsData && isProtected != true ? ["no deletion protection"] : Array.Empty<string>(),
            .. keepsData && backupDays is not > 0 ? ["no backups"] : Array.Empty<string>(),
        ];
        return risks.Count == 0 ? null : risks;
    }

    public static string OnOff(bool? on) => on == true ? "on" : "off";

    /// <summary>Looks until the instance has the wanted status, or one from which it comes no further by itself.</summary>
    public static Task<DBInstance> WaitAsync(IAmazonRDS rds, string id, string wanted, ToolContext context, TimeSpan limit, CancellationToken ct) => Waiting.UntilAsync(
        t => FindAsync(rds, id, t),
        i => i.DBInstanceStatus == wanted || i.DBInstanceStatus is "failed" or "storage-full" or "restore-error" or "insufficient-capacity"
            || i.DBInstanceStatus.StartsWith("incompatible-", StringComparison.Ordinal) || i.DBInstanceStatus.StartsWith("inaccessible-", StringComparison.Ordinal),
        i => $"{id} is {i.DBInstanceStatus}{(string.IsNullOrEmpty(i.PercentProgress) ? "" : $" ({i.PercentProgress} %)")}", context, limit, TimeSpan.FromSeconds(10), ct);
}
