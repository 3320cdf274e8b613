using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_delete_volume (DeleteVolume).</summary>
public static class DeleteVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "delete_volume", "Deletes an EBS volume and its data. To keep a copy, use ec2_create_snapshot first.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:DeleteVolume"],
        examples: ["Delete the unused disk vol-0abc."]);

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }
    }

    public sealed record Result(string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var volume = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        if (volume.Attachments is { Count: > 0 } on)
            throw new ToolException(ToolErrorCode.Conflict, $"{Ec2Resources.Describe(volume)} is attached to {string.Join(", ", on.Select(a => a.InstanceId))}.", "Use ec2_detach_volume first.");
        var answer = await ec2.DescribeSnapshotsAsync(new() { OwnerIds = ["self"], Filters = [new("volume-id", [volume.VolumeId])] }, ct);
        var newest = (answer.Snapshots ?? []).Where(s => s.State == SnapshotState.Completed).MaxBy(s => s.StartTime);
        return new($"Delete {Ec2Resources.Describe(volume)} and all data on it.",
        [
            newest is null
                ? "No snapshot of it exists: its data is lost for good."
                : $"What was written after its newest snapshot {newest.SnapshotId} ({newest.StartTime?.ToUniversalTime():yyyy-MM-dd HH:mm}Z) is lost for good; snapshots stay.",
        ])
        {
            Resources = [Ec2Resources.ToResource(volume)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        await ec2.DeleteVolumeAsync(new() { VolumeId = input.VolumeId }, ct);
        return new(input.VolumeId);
    }
}
