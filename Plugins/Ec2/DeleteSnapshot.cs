using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_delete_snapshot (DeleteSnapshot).</summary>
public static class DeleteSnapshot
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_snapshot", "Deletes an EBS snapshot. For those of an image, use ec2_deregister_image.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSnapshots", "ec2:DescribeImages", "ec2:DescribeLockedSnapshots", "ec2:DeleteSnapshot"],
        examples: ["Delete snap-0abc, we do not need that backup any more."]);

    public sealed record Input
    {
        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }
    }

    public sealed record Result(string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var snapshot = await Ec2Resources.SnapshotAsync(ec2, input.SnapshotId, ct);
        var unknown = new Unknowns(context.Target);
        var locked = unknown.TryAsync("Whether the snapshot is locked", () => Paging.FirstAsync<LockedSnapshotsInfo>(async next =>
        {
            var answer = await ec2.DescribeLockedSnapshotsAsync(
                new() { SnapshotIds = [snapshot.SnapshotId], NextToken = next }, ct);
            return (answer.Snapshots, answer.NextToken);
        }, l => l.SnapshotId == snapshot.SnapshotId));
        var images = Ec2Resources.ImagesAsync(ec2, ["self"], new("block-device-mapping.snapshot-id", [snapshot.SnapshotId]), ct);
        var all = IsCopy(snapshot) ? Task.FromResult<List<Snapshot>>([]) : Ec2Resources.SnapshotsOfAsync(ec2, snapshot.VolumeId, ct);
        await Task.WhenAll(locked, images, all);

        var (name, taken) = (snapshot.Tags.Name() ?? "unnamed", PlanBuilder.Text(snapshot.StartTime));
        var what = $"{snapshot.SnapshotId} ({name}, {snapshot.VolumeSize} GiB, taken {taken})";
        var others = (await all).Where(s => s.SnapshotId != snapshot.SnapshotId).ToList();
        var plan = new PlanBuilder($"Delete {what}.")
            .Touch(new PlannedResource(snapshot.SnapshotId, $"{snapshot.State}, {snapshot.VolumeSize} GiB of {snapshot.VolumeId}")
            {
                Name = snapshot.Tags.Name(),
                Tags = snapshot.Tags.ToMap(),
            })
            .Delete(what)
            .Lose(IsCopy(snapshot) ? $"the data of {snapshot.SnapshotId}" : $"this backup of {snapshot.VolumeId}",
                IsCopy(snapshot) ? "it is a copy, and does not tell of which volume"
                : others.MaxBy(s => s.StartTime) is { } newest
                    ? $"{others.Count} other snapshot(s) stay, the newest {newest.SnapshotId} of {PlanBuilder.Text(newest.StartTime)}"
                : "no other snapshot of it exists")
            .Unknown(unknown.Notes);
        if (await images is { Count: > 0 } used)
            plan.Obstacle($"{snapshot.SnapshotId} belongs to {PlanBuilder.Text(used.Select(i => $"{i.ImageId} ({i.Name})"))}: "
                + "ec2_deregister_image with deleteSnapshots.");
        plan.Obstacle(Ec2Resources.KeptByBackup(snapshot.SnapshotId, snapshot.Tags));
        if (await locked is { } l && l.LockState != LockState.Expired)
            plan.Obstacle($"{snapshot.SnapshotId} is locked ({l.LockState}) until {PlanBuilder.Text(l.LockExpiresOn)}.");
        return plan.NoUndo("AWS keeps the snapshot only where a Recycle Bin rule says so.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteSnapshotAsync(new() { SnapshotId = input.SnapshotId }, ct);
        context.Done($"deleted {input.SnapshotId}");
        return new(input.SnapshotId);
    }

    // Snapshots that were copied all have this volume id.
    private static bool IsCopy(Snapshot s) => s.VolumeId is null or "vol-ffffffff";
}
