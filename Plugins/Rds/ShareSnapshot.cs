using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;
using Infra.Aws;

namespace Infra.Plugins.Rds;

/// <summary>
/// rds_share_snapshot: who else may restore it (DescribeDBSnapshotAttributes, ModifyDBSnapshotAttribute and those of clusters). It makes
/// no snapshot public, and can end that one is.
/// </summary>
public static class ShareSnapshot
{
    private const string Restore = "restore", Everybody = "all";

    public static readonly RdsTool Tool = RdsTool.Write<Input, Result>(
        "share_snapshot", "Sets which other accounts may copy and restore a manual DB snapshot. Never public.", PlanAsync, RunAsync,
        iam:
        [
            "rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots", "rds:DescribeDBSnapshotAttributes",
            "rds:DescribeDBClusterSnapshotAttributes", "rds:ModifyDBSnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute",
        ],
        examples: ["Share snapshot orders-audit with account 210987654321."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Whether it is of an instance or of a cluster."), AllowedValues("instance", "cluster")]
        public string SourceType { get; init; } = "instance";

        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }

        [Description("Account ids."), RegularExpression("[0-9]{12}")]
        public IReadOnlyList<string> AddAccounts { get; init; } = [];

        [Description("Account ids; all ends that it is public."), RegularExpression("[0-9]{12}|all")]
        public IReadOnlyList<string> RemoveAccounts { get; init; } = [];
    }

    public sealed record Result(string Id, IReadOnlyList<string> Accounts);

    public static async Task<ToolPlan> PlanAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        Check(input);
        var attributes = SharedAsync(rds, input, ct);
        var cluster = input.SourceType == "cluster";
        var (c, s) = (cluster ? await DbSnapshots.FindOfClusterAsync(rds, input.SnapshotId, ct) : null,
            cluster ? null : await DbSnapshots.FindAsync(rds, input.SnapshotId, ct));
        var (now, encrypted, type) = (await attributes, c?.StorageEncrypted ?? s?.Encrypted, c?.SnapshotType ?? s?.SnapshotType);
        var then = now.Union(input.AddAccounts).Except(input.RemoveAccounts).Order(StringComparer.Ordinal).ToArray();
        return new PlanBuilder($"Change who may restore {(c is null ? DbSnapshots.Describe(s!) : DbSnapshots.Describe(c))}.")
            .Touch(new PlannedResource(c?.DBClusterSnapshotArn ?? s!.DBSnapshotArn, c?.Status
                ?? s!.Status)
            { Tags = (c?.TagList ?? s?.TagList).ToMap() })
            .Change(input.SnapshotId, "shared with", now.Select(Word), then.Select(Word), input.AddAccounts.Count > 0
                ? "they can read all of its data" : null)
            .Warn(input.AddAccounts.Count > 0 && encrypted == true
                ? "It is encrypted: those accounts must be allowed to use its KMS key as well." : null)
            .Obstacle(type is "manual" ? null : $"It is a {type} snapshot, which cannot be shared; rds_copy_snapshot makes a manual one.")
            .Undo("rds_share_snapshot", new
            {
                sourceType = input.SourceType,
                snapshotId = input.SnapshotId,
                addAccounts = now.Intersect(input.RemoveAccounts).Where(a => a != Everybody).ToArray(),
                removeAccounts = input.AddAccounts.Except(now).ToArray(),
            })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        List<string>? add = input.AddAccounts.Count == 0 ? null : [.. input.AddAccounts], remove = input.RemoveAccounts.Count == 0 ? null
            : [.. input.RemoveAccounts];
        if (input.SourceType == "cluster")
            await rds.ModifyDBClusterSnapshotAttributeAsync(
                new()
                {
                    DBClusterSnapshotIdentifier = input.SnapshotId,
                    AttributeName = Restore,
                    ValuesToAdd = add,
                    ValuesToRemove = remove
                }, ct);
        else
            await rds.ModifyDBSnapshotAttributeAsync(
                new() { DBSnapshotIdentifier = input.SnapshotId, AttributeName = Restore, ValuesToAdd = add, ValuesToRemove = remove }, ct);
        context.Done($"changed who may restore {input.SnapshotId}");
        return new(input.SnapshotId, [.. (await SharedAsync(rds, input, ct)).Order(StringComparer.Ordinal)]);
    }

    private static string Word(string account) => account is Everybody ? "EVERYBODY" : account;

    private static async Task<List<string>> SharedAsync(IAmazonRDS rds, Input input, CancellationToken ct) => input.SourceType == "cluster"
        ? ((await rds.DescribeDBClusterSnapshotAttributesAsync(new() { DBClusterSnapshotIdentifier = input.SnapshotId }, ct))
            .DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes ?? [])
                .FirstOrDefault(a => a.AttributeName == Restore)?.AttributeValues ?? []
        : ((await rds.DescribeDBSnapshotAttributesAsync(new() { DBSnapshotIdentifier = input.SnapshotId }, ct))
            .DBSnapshotAttributesResult?.DBSnapshotAttributes ?? []).FirstOrDefault(a => a.AttributeName == Restore)?.AttributeValues ?? [];

    private static void Check(Input input)
    {
        if (input.AddAccounts.Count + input.RemoveAccounts.Count == 0) throw ToolException.NothingToChange();
    }
}
