using System.ComponentModel;
using Amazon.RDS;
using Amazon.RDS.Model;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>rds_delete_instance: with a final snapshot unless that is refused (DeleteDBInstance).</summary>
public static class DeleteInstance
{
    public static readonly RdsTool Tool = RdsTool.Destructive<Input, Result>(
        "delete_instance", "Deletes a DB instance, after a final snapshot. To pause one, use rds_stop_instance.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBInstances", "rds:DescribeDBSnapshots", "rds:DeleteDBInstance", "rds:CreateDBSnapshot", "rds:AddTagsToResource",
        ],
        examples: ["Delete the test database.", "What would deleting orders lose?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Id of the final snapshot; <instanceId>-final when left out.")]
        public string? FinalSnapshotId { get; init; }

        [Description("Take no final snapshot: all data is lost.")]
        public bool SkipFinalSnapshot { get; init; }

        [Description("Delete its automated backups too.")]
        public bool DeleteAutomatedBackups { get; init; }

        [Description("Until gone, max 30 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string Status, string? FinalSnapshotId);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var i = await DbInstances.FindAsync(rds, input.InstanceId, ct);
        var (snapshots, final) = (await DbSnapshots.OfInstanceAsync(rds, i.DBInstanceIdentifier, ct), FinalSnapshot(i, input));
        if (final is not null && await DbSnapshots.ExistsAsync(rds, final, ct))
            throw new ToolException(ToolErrorCode.Conflict, $"There is already a snapshot {final}.", "Pass another finalSnapshotId.");

        var manual = snapshots.Count(s => s.SnapshotType == "manual");
        return new($"Delete {DbInstances.Describe(i)}{(final is null && DbInstances.HasOwnData(i) ? " AND ALL ITS DATA" : "")}.",
        [
            .. i.DeletionProtection == true ? ["REFUSED by AWS as it stands: deletion protection is on; turn it off with rds_modify_instance first."] : Array.Empty<string>(),
            final is not null ? $"First its data goes into the final snapshot {final}, which costs until it is deleted."
                : !string.IsNullOrEmpty(i.DBClusterIdentifier) ? $"The data stays in cluster {i.DBClusterIdentifier}; it loses this member."
                : !DbInstances.HasOwnData(i) ? $"It is a replica; the data stays in {i.ReadReplicaSourceDBInstanceIdentifier}."
                : $"LOST for good: {i.AllocatedStorage} GiB of data; no final snapshot is taken.",
            .. Backups(i, input),
            .. manual > 0 ? [$"kept: {manual} manual snapshot(s)"] : Array.Empty<string>(),
            .. (i.ReadReplicaDBInstanceIdentifiers ?? []).Order(StringComparer.Ordinal).Select(r => $"replica {r} becomes an instance of its own"),
            .. DbInstances.Endpoint(i) is { } endpoint ? [$"clients of {endpoint} lose it"] : Array.Empty<string>(),
            .. i.MasterUserSecret?.SecretArn is { } secret ? [$"deleted: the master login {secret}"] : Array.Empty<string>(),
        ])
        {
            Resources = [DbInstances.ToResource(i)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        var final = FinalSnapshot(await DbInstances.FindAsync(rds, input.InstanceId, ct), input);
        var gone = (await rds.DeleteDBInstanceAsync(new()
        {
            DBInstanceIdentifier = input.InstanceId,
            SkipFinalSnapshot = final is null,
            FinalDBSnapshotIdentifier = final,
            DeleteAutomatedBackups = input.DeleteAutomatedBackups,
        }, ct)).DBInstance;
        if (!input.Wait) return new(gone.DBInstanceIdentifier, gone.DBInstanceStatus, final);

        var seen = await Waiting.UntilAsync(
            t => DbInstances.TryFindAsync(rds, input.InstanceId, t), i => i is null, i => $"{input.InstanceId} is {i!.DBInstanceStatus}", context, TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(10), ct);
        return new(gone.DBInstanceIdentifier, seen?.DBInstanceStatus ?? "deleted", final);
    }

    private static string? FinalSnapshot(DBInstance i, Input input) =>
        input.SkipFinalSnapshot || !DbInstances.HasOwnData(i) ? null : input.FinalSnapshotId ?? $"{i.DBInstanceIdentifier}-final";

    private static IEnumerable<string> Backups(DBInstance i, Input input)
    {
        if (!DbInstances.HasOwnData(i) || i.BackupRetentionPeriod is null or 0) yield break;
        yield return input.DeleteAutomatedBackups
            ? $"LOST: automated backups of {i.BackupRetentionPeriod} days, and with them recovery to a point in time"
            : $"kept for {i.BackupRetentionPeriod} more days: automated backups";
    }
}
