using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_delete_snapshot (DeleteSnapshot).</summary>
public static class DeleteSnapshot
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_snapshot", "Deletes an EBS snapshot. For those of an image, use ec2_deregister_image.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSnapshots", "ec2:DescribeImages", "ec2:DeleteSnapshot"],
        examples: ["Delete snap-0abc, we do not need that backup any more."]);

    public sealed record Input
    {
        [Description("Snapshot id.")]
        public required string SnapshotId { get; init; }
    }

    public sealed record Result(string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var snapshot = await Ec2Resources.SnapshotAsync(ec2, input.SnapshotId, ct);
        var used = await ec2.DescribeImagesAsync(new()
        {
            Owners = ["self"],
            Filters = [new("block-device-mapping.snapshot-id", [snapshot.SnapshotId])],
            IncludeDeprecated = true,
        }, ct);
        if (used.Images is { Count: > 0 } images)
            throw new ToolException(ToolErrorCode.Conflict, $"{snapshot.SnapshotId} belongs to {string.Join(", ", images.Select(i => $"{i.ImageId} ({i.Name})"))}.",
                "Use ec2_deregister_image with deleteSnapshots.");
        var others = (await ec2.DescribeSnapshotsAsync(new() { OwnerIds = ["self"], Filters = [new("volume-id", [snapshot.VolumeId])] }, ct)).Snapshots ?? [];
        return new($"Delete {snapshot.SnapshotId} ({snapshot.Tags.Name() ?? "unnamed"}, {snapshot.VolumeSize} GiB, taken {snapshot.StartTime?.ToUniversalTime():yyyy-MM-dd HH:mm}Z).",
            [$"This backup of {snapshot.VolumeId} is lost for good; {others.Count(s => s.SnapshotId != snapshot.SnapshotId)} other snapshot(s) of it stay."])
        {
            Resources = [new(snapshot.SnapshotId, $"{snapshot.State}, {snapshot.VolumeSize} GiB of {snapshot.VolumeId}") { Tags = snapshot.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteSnapshotAsync(new() { SnapshotId = input.SnapshotId }, ct);
        return new(input.SnapshotId);
    }
}
