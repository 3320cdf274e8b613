using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_share_snapshot (ModifySnapshotAttribute).</summary>
public static class ShareSnapshot
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "share_snapshot", "Shares an EBS snapshot with accounts, or ends that.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSnapshots", "ec2:DescribeSnapshotAttribute", "ec2:ModifySnapshotAttribute"],
        examples: ["Let account 111122223333 restore snap-0abc."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }

        [Description("Accounts that may use it."), RegularExpression(@"\d{12}")]
        public IReadOnlyList<string> ShareWith { get; init; } = [];

        [Description("Accounts that may no longer."), RegularExpression(@"\d{12}")]
        public IReadOnlyList<string> UnshareFrom { get; init; } = [];
    }

    public sealed record Result(string Id, IReadOnlyList<string> SharedWith);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        if (input.ShareWith.Count + input.UnshareFrom.Count == 0) throw ToolException.NothingToChange();
        var reading = SharedAsync(ec2, input.SnapshotId, ct);
        var s = await Ec2Resources.SnapshotAsync(ec2, input.SnapshotId, ct);
        var shared = await reading;
        List<string> add = [.. input.ShareWith.Except(shared)], remove = [.. input.UnshareFrom.Intersect(shared)];
        var plan = new PlanBuilder($"Change who may use {s.SnapshotId}.")
            .Touch(new PlannedResource(s.SnapshotId, $"{s.VolumeSize} GiB of {s.VolumeId}, {s.State}")
            {
                Name = s.Tags.Name(),
                Tags = s.Tags.ToMap()
            })
            .Change(s.SnapshotId, "shared with", shared, shared.Concat(add).Except(remove));
        if (shared.Contains("everybody")) plan.Warn($"{s.SnapshotId} is public: everybody can read all that is in it, whatever is changed "
            + "here.");
        if (add.Count > 0) plan.Warn($"Who administers {string.Join(", ", add)} can read all that is in it, and keep a copy.");
        if (add.Count > 0 && s.Encrypted == true) plan.Warn(
            "It is encrypted: the accounts need the right to use the KMS key, and the default key of EBS cannot be shared.");
        return plan.Undo("ec2_share_snapshot", new { snapshotId = s.SnapshotId, shareWith = remove, unshareFrom = add }).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var shared = await SharedAsync(ec2, input.SnapshotId, ct);
        List<string> add = [.. input.ShareWith.Except(shared)], remove = [.. input.UnshareFrom.Intersect(shared)];
        if (add.Count + remove.Count > 0)
        {
            await ec2.ModifySnapshotAttributeAsync(new()
            {
                SnapshotId = input.SnapshotId,
                CreateVolumePermission = new() { Add = Permissions(add), Remove = Permissions(remove) },
            }, ct);
            context.Done($"changed who may use {input.SnapshotId}");
        }

        return new(input.SnapshotId, [.. shared.Concat(add).Except(remove).Order(StringComparer.Ordinal)]);
    }

    private static async Task<List<string>> SharedAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        [.. ((await ec2.DescribeSnapshotAttributeAsync(new() { SnapshotId = id, Attribute = SnapshotAttributeName.CreateVolumePermission },
            ct)).CreateVolumePermissions ?? [])
            .Select(p => Ec2Resources.Shared(p.UserId, p.Group)).OfType<string>().Order(StringComparer.Ordinal)];

    private static List<CreateVolumePermission>? Permissions(List<string> accounts) =>
        accounts.Count == 0 ? null : [.. accounts.Select(a => new CreateVolumePermission { UserId = a })];
}
