using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

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
        var newest = (await Ec2Resources.SnapshotsOfAsync(ec2, volume.VolumeId, ct)).Where(s => s.State == SnapshotState.Completed)
            .MaxBy(s => s.StartTime);
        var what = Ec2Resources.Describe(volume);
        return new PlanBuilder($"Delete {what} and all data on it.")
            .Touch(Ec2Resources.ToResource(volume))
            .Delete(what)
            .Lose($"the data of {volume.VolumeId}", newest is null
                ? "no snapshot of it exists"
                : $"what was written after its newest snapshot {newest.SnapshotId} ({PlanBuilder.Text(newest.StartTime)}); snapshots stay")
            .Obstacle(volume.Attachments is { Count: > 0 } on
                ? $"{what} is attached to {PlanBuilder.Text(on.Select(Ec2Resources.Holder))}: ec2_detach_volume first." : null)
            .NoUndo("AWS keeps the volume only where a Recycle Bin rule says so.")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        await ec2.DeleteVolumeAsync(new() { VolumeId = input.VolumeId }, ct);
        context.Done($"deleted {input.VolumeId}");
        return new(input.VolumeId);
    }
}
