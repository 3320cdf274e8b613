using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>Automated backups that RDS keeps of what is deleted: the instance or cluster as it was, as far as they tell.</summary>
internal static class RetainedBackups
{
    /// <summary>The status of what is not there any more.</summary>
    public const string Deleted = "deleted";

    /// <summary>
    /// The deleted instance of this id or resource id, and what of it can be restored; its class and its network are not kept.
    /// </summary>
    /// <exception cref="ToolException">There are no backups of it, or those of several.</exception>
    public static async Task<(DBInstance Instance, RestoreWindow? Window)> InstanceAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        // The member DBInstanceIdentifier is for instances that exist, and an instance may be named like a resource id.
        var found = await FoundAsync(async marker =>
        {
            var page = await rds.DescribeDBInstanceAutomatedBackupsAsync(
                new() { Filters = Retained, Marker = marker }, ct);
            return (page.DBInstanceAutomatedBackups, page.Marker);
        });
        var b = Only(found.FindAll(b => b.Status == "retained" && Is(id, b.DbiResourceId, b.DBInstanceIdentifier)), id, "instance",
            b => $"{b.DbiResourceId} ({Window(b.RestoreWindow)})");
        return (new()
        {
            DBInstanceIdentifier = b.DBInstanceIdentifier,
            DBInstanceArn = b.DBInstanceArn,
            DbiResourceId = b.DbiResourceId,
            DBInstanceStatus = Deleted,
            Engine = b.Engine,
            EngineVersion = b.EngineVersion,
            AllocatedStorage = b.AllocatedStorage,
            StorageType = b.StorageType,
            Iops = b.Iops,
            StorageThroughput = b.StorageThroughput,
            MasterUsername = b.MasterUsername,
            IAMDatabaseAuthenticationEnabled = b.IAMDatabaseAuthenticationEnabled,
            BackupRetentionPeriod = b.BackupRetentionPeriod,
            LatestRestorableTime = b.RestoreWindow?.LatestTime,
            TagList = b.TagList,
        }, b.RestoreWindow);
    }

    /// <summary>The deleted cluster of this id or resource id; its class, parameter group and network are not kept.</summary>
    /// <exception cref="ToolException">There are no backups of it, or those of several.</exception>
    public static async Task<DBCluster> ClusterAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        var found = await FoundAsync(async marker =>
        {
            var page = await rds.DescribeDBClusterAutomatedBackupsAsync(
                new() { Filters = Retained, Marker = marker }, ct);
            return (page.DBClusterAutomatedBackups, page.Marker);
        });
        var b = Only(found.FindAll(b => b.Status == "retained" && Is(id, b.DbClusterResourceId, b.DBClusterIdentifier)), id, "cluster",
            b => $"{b.DbClusterResourceId} ({Window(b.RestoreWindow)})");
        return new()
        {
            DBClusterIdentifier = b.DBClusterIdentifier,
            DBClusterArn = b.DBClusterArn,
            DbClusterResourceId = b.DbClusterResourceId,
            Status = Deleted,
            Engine = b.Engine,
            EngineVersion = b.EngineVersion,
            StorageType = b.StorageType,
            Iops = b.Iops,
            Port = b.Port,
            MasterUsername = b.MasterUsername,
            IAMDatabaseAuthenticationEnabled = b.IAMDatabaseAuthenticationEnabled,
            EarliestRestorableTime = b.RestoreWindow?.EarliestTime,
            LatestRestorableTime = b.RestoreWindow?.LatestTime,
            TagList = b.TagList,
        };
    }

    /// <summary>The deleted instance in a plan.</summary>
    public static PlannedResource ToResource(DBInstance i) =>
        new(i.DBInstanceArn ?? i.DbiResourceId, $"{i.Engine} {i.EngineVersion}, {Deleted}, {i.AllocatedStorage} GiB {i.StorageType}")
        { Tags = i.TagList.ToMap() };

    private static bool Is(string id, string? resourceId, string? name) =>
        id.Equals(resourceId, StringComparison.OrdinalIgnoreCase) || id.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static List<Filter> Retained => [new() { Name = "status", Values = ["retained"] }];

    // Asked for by an id that has none, RDS fails instead of giving an empty list.
    private static async Task<List<T>> FoundAsync<T>(Func<string?, Task<(List<T>? Items, string? Marker)>> page)
    {
        try
        {
            return await Paging.AllAsync(page);
        }
        catch (AmazonRDSException e) when (e.ErrorCode?.Contains("AutomatedBackupNotFound", StringComparison.Ordinal) is true)
        {
            return [];
        }
    }

    private static T Only<T>(List<T> found, string id, string what, Func<T, string> tell) => found switch
    {
        [var only] => only,
        [] => throw ToolException.NotFound($"The DB {what} {id}",
            $"rds_list_{what}s shows those that exist, rds_list_backups the backups that are kept of deleted ones."),
        _ => throw ToolException.InvalidInput(
            $"{found.Count} deleted DB {what}s were {id}: {string.Join(", ", found.Select(tell).Order(StringComparer.Ordinal))}.",
            "Pass one of these resource ids for sourceId."),
    };

    private static string Window(RestoreWindow? window) =>
        $"{PlanBuilder.Text(window?.EarliestTime)} to {PlanBuilder.Text(window?.LatestTime)}";
}
