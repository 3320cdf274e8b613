using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>What several tools do with, and say of, DB instances.</summary>
internal static class DbInstances
{
    // How long RDS may show the status from before an act.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(7);

    /// <exception cref="DBInstanceNotFoundException">There is none.</exception>
    public static async Task<DBInstance> FindAsync(IAmazonRDS rds, string id, CancellationToken ct)
    {
        var answer = await rds.DescribeDBInstancesAsync(new() { DBInstanceIdentifier = id }, ct);
        return (answer.DBInstances ?? []).FirstOrDefault()
            ?? throw ToolException.NotFound($"The DB instance {id}", "rds_list_instances shows those that exist.");
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

    /// <summary>Why an instance of this id cannot be created; null when the id is free.</summary>
    public static async Task<string?> TakenAsync(IAmazonRDS rds, string id, CancellationToken ct) =>
        await TryFindAsync(rds, id, ct) is { } other ? $"The DB instance {Describe(other)} exists already; choose another id." : null;

    /// <summary>Why a time cannot be restored; null when it can, or none was named.</summary>
    public static string? OutOfReach(DateTime? at, DateTime? from, DateTime? to) =>
        at > to ? $"The latest time that can be restored is {PlanBuilder.Text(to)}."
        : at < from ? $"The earliest time that can be restored is {PlanBuilder.Text(from)}." : null;

    /// <summary><c>orders (postgres 16.3, db.t4g.micro, available)</c></summary>
    public static string Describe(DBInstance i) =>
        $"{i.DBInstanceIdentifier} ({i.Engine} {i.EngineVersion}, "
        + $"{(i.DBInstanceClass is null ? "" : $"{i.DBInstanceClass}, ")}{i.DBInstanceStatus})";

    public static PlannedResource ToResource(DBInstance i) => new(
        i.DBInstanceArn ?? i.DBInstanceIdentifier,
        $"{i.Engine} {i.EngineVersion}, {i.DBInstanceClass}, {i.DBInstanceStatus}, "
            + (IsMember(i) ? $"member of cluster {i.DBClusterIdentifier}"
                : $"{i.AllocatedStorage} GiB {i.StorageType}, multi-AZ {PlanBuilder.Text(i.MultiAZ == true)}")
            + $", deletion protection {PlanBuilder.Text(i.DeletionProtection == true)}")
    {
        Tags = i.TagList.ToMap(),
    };

    /// <summary><c>orders.abc.eu-west-1.rds.amazonaws.com:5432</c>; null while the instance has none.</summary>
    public static string? Endpoint(DBInstance i) => i.Endpoint?.Address is { } host ? $"{host}:{i.Endpoint.Port}" : null;

    /// <summary>Whether it belongs to an Aurora or Multi-AZ cluster, which has the data, the backups and the login.</summary>
    public static bool IsMember(DBInstance i) => !string.IsNullOrEmpty(i.DBClusterIdentifier);

    /// <summary>
    /// What a request must name so that a copy has the storage of its source: RDS would take gp3 without provisioned IOPS.
    /// </summary>
    public static (string? Type, int? Iops, int? Throughput) Storage(DBInstance i) => i.StorageType switch
    {
        "io1" or "io2" => (i.StorageType, i.Iops, null),
        "gp2" or "standard" => (i.StorageType, null, null),
        "gp3" when TakesIops(i.Engine, i.StorageType, i.AllocatedStorage) => (i.StorageType, i.Iops, i.StorageThroughput),
        _ => (null, null, null),
    };

    /// <summary>
    /// Whether IOPS and throughput of it can be named. What gp3 has by itself cannot, as long as RDS does not spread it over four volumes.
    /// </summary>
    public static bool TakesIops(string? engine, string? type, int? gib) =>
        type is "io1" or "io2" || type is "gp3" && gib >= SpreadFrom(engine);

    /// <summary>Why its IOPS and throughput cannot be named; null where they can.</summary>
    public static string? WhyNoIops(string? engine, string? type, int? gib) => TakesIops(engine, type, gib) ? null
        : type is not "gp3" ? $"Storage of type {type} has no IOPS or throughput of its own; leave them out."
        : $"Below {SpreadFrom(engine)} GiB, gp3 storage of {engine} has 3000 IOPS and 125 MiB/s, which cannot be changed: leave them out.";

    private static int SpreadFrom(string? engine) => engine switch
    {
        null => 400,
        _ when engine.Contains("sqlserver-", StringComparison.Ordinal) => 0,
        _ when engine.Contains("oracle-", StringComparison.Ordinal) => 200,
        _ => 400,
    };

    /// <summary>The least IOPS of gp3 storage where they can be named, which RDS gives when none are.</summary>
    public static int LeastIops(string? engine) => SpreadFrom(engine) == 0 ? 3000 : 12000;

    /// <summary>How many GiB its storage may grow to by itself; null where it does not grow.</summary>
    public static int? GrowsTo(DBInstance i) => i.MaxAllocatedStorage > i.AllocatedStorage ? i.MaxAllocatedStorage : null;

    /// <summary>Whether it is Aurora, whose instances are stopped, started and failed over with their cluster.</summary>
    public static bool IsAurora(string? engine) => engine?.StartsWith("aurora", StringComparison.Ordinal) is true;

    /// <summary>Whether it is RDS Custom.</summary>
    public static bool IsCustom(string? engine) => engine?.StartsWith("custom-", StringComparison.Ordinal) is true;

    /// <summary>The instance or cluster that it is a read replica of; null when it is none.</summary>
    public static string? ReplicaOf(DBInstance i) =>
        !string.IsNullOrEmpty(i.ReadReplicaSourceDBInstanceIdentifier) ? i.ReadReplicaSourceDBInstanceIdentifier
        : !string.IsNullOrEmpty(i.ReadReplicaSourceDBClusterIdentifier) ? $"cluster {i.ReadReplicaSourceDBClusterIdentifier}"
        : null;

    /// <summary>Cluster members and replicas have no data of their own.</summary>
    public static bool HasOwnData(DBInstance i) => !IsMember(i) && ReplicaOf(i) is null;

    /// <summary>Why RDS takes no final snapshot of it; null when it does.</summary>
    public static string? NoFinalSnapshot(DBInstance i) => i switch
    {
        _ when IsMember(i) => $"the data stays in cluster {i.DBClusterIdentifier}",
        _ when ReplicaOf(i) is { } source => $"it is a read replica; the data stays in {source}",
        _ when IsCustom(i.Engine) => "RDS takes none of RDS Custom",
        { DBInstanceStatus: "failed" or "incompatible-restore" or "incompatible-network" } =>
            $"RDS takes none in status {i.DBInstanceStatus}",
        _ => null,
    };

    /// <summary>What a cluster does in place of its member; null for an instance that stands alone.</summary>
    /// <param name="i">The instance.</param>
    /// <param name="tool">The tool that does it to clusters.</param>
    public static string? OfCluster(DBInstance i, string tool) => IsMember(i)
        ? $"{i.DBInstanceIdentifier} is a member of cluster {i.DBClusterIdentifier}, and RDS does this only with the whole cluster: "
            + $"use {tool} with clusterId={i.DBClusterIdentifier}."
        : null;

    /// <summary>Whether databases of an engine are replicated although RDS keeps their master password in Secrets Manager.</summary>
    public static bool ReplicatesManagedPassword(string? engine) => engine?.StartsWith("sqlserver-", StringComparison.Ordinal) is true;

    /// <summary>
    /// Why nothing can be replicated from where RDS keeps the master password in Secrets Manager; null where it does not, or the
    /// engine has it all the same.
    /// </summary>
    public static string? ManagedPassword(string? engine, string? secretArn, string what) =>
        string.IsNullOrEmpty(secretArn) || ReplicatesManagedPassword(engine) ? null
        : $"RDS keeps its master password in Secrets Manager, and makes no {what} of such a database: "
            + "'aws rds modify-db-instance --no-manage-master-user-password' (or modify-db-cluster) with a password of your own ends that.";

    /// <summary>What is careless about it; null when nothing is. What belongs to the cluster of a member is the cluster's risk.</summary>
    public static IReadOnlyList<string>? Risks(DBInstance i) => Risks(
        i.PubliclyAccessible, !IsMember(i), i.DeletionProtection, ReplicaOf(i) is null ? i.BackupRetentionPeriod : null, i.StorageEncrypted,
        ReplicaOf(i) is not null);

    public static IReadOnlyList<string>? Risks(bool? isPublic, bool keepsData, bool? isProtected, int? backupDays, bool? isEncrypted,
        bool isReplica = false)
    {
        List<string> risks = [];
        if (isPublic == true) risks.Add("publicly accessible");
        if (keepsData && isProtected != true) risks.Add("no deletion protection");
        if (keepsData && !isReplica && backupDays is not > 0) risks.Add("no backups");
        if (keepsData && isEncrypted != true) risks.Add("not encrypted");
        return risks.Count == 0 ? null : risks;
    }

    /// <summary>The way back of what is made: its deletion, which RDS refuses as long as it is protected.</summary>
    public static PlanBuilder UndoCreation(this PlanBuilder plan, bool isProtected, string kind, object arguments) => isProtected
        ? plan.NoUndo($"Deletion protection is on from the start: rds_modify_{kind} turns it off, and then rds_delete_{kind} deletes it.")
        : plan.Undo($"rds_delete_{kind}", arguments);

    /// <summary>Looks until the instance has the wanted status, or one from which it comes no further by itself.</summary>
    public static Task<DBInstance> WaitAsync(IAmazonRDS rds, string id, string wanted, ToolContext context, TimeSpan limit,
        CancellationToken ct, bool again = false)
    {
        var left = LeftBefore(wanted, again, context);
        return Waiting.UntilAsync(t => FindAsync(rds, id, t), i => left(i.DBInstanceStatus) ?? Judge(i, wanted), context, limit,
            TimeSpan.FromSeconds(10), ct);
    }

    /// <summary>
    /// For what comes back to the status that it had, as with a reboot: RDS may show that one for a moment more before it is left.
    /// </summary>
    /// <param name="wanted">The status.</param>
    /// <param name="again">Whether it had it before the act as well.</param>
    /// <param name="context">The clock.</param>
    /// <returns>How a look stands that shows the status from before the act; null for any other.</returns>
    internal static Func<string?, Wait?> LeftBefore(string wanted, bool again, ToolContext context)
    {
        var (begun, isLeft) = (context.Time.GetTimestamp(), !again);
        return status =>
        {
            isLeft |= status != wanted || context.Time.GetElapsedTime(begun) > Late;
            return isLeft ? null : Wait.NotYet($"it is still {status}, as before");
        };
    }

    private static Wait Judge(DBInstance i, string wanted) => i.DBInstanceStatus switch
    {
        var status when status == wanted => Wait.Done,
        "failed" or "storage-full" or "restore-error" or "insufficient-capacity" or "deleting" => Wait.Failed(Reason(i)),
        var status when status?.StartsWith("incompatible-", StringComparison.Ordinal) is true
            || status?.StartsWith("inaccessible-", StringComparison.Ordinal) is true =>
            Wait.Failed(Reason(i)),
        var status => Wait.NotYet(
            $"{i.DBInstanceIdentifier} is {status}{(string.IsNullOrEmpty(i.PercentProgress) ? "" : $" ({i.PercentProgress} %)")}"),
    };

    private static string Reason(DBInstance i) => string.Join(" ",
        (i.StatusInfos ?? []).Where(s => s.Normal == false).Select(s => s.Message).OfType<string>()
            .Prepend($"{i.DBInstanceIdentifier} is {i.DBInstanceStatus}; rds_list_events may say why."));
}
