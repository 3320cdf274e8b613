using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_detach_volume (DetachVolume).</summary>
public static class DetachVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "detach_volume", "Detaches an EBS volume from its instance. Unmount it there first.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DetachVolume"],
        examples: ["Take vol-0abc off the old machine."]);

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }

        [Description("Needed if it is attached to several.")]
        public string? InstanceId { get; init; }
    }

    public sealed record Result(string VolumeId, string InstanceId, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var volume = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var on = AttachmentOf(volume, input);
        return new($"Detach {Ec2Resources.Describe(volume)}.",
            [$"{on.InstanceId} loses {on.Device}: what is mounted there and not written yet may be lost; the volume and its data stay"])
        {
            Resources = [Ec2Resources.ToResource(volume)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var on = AttachmentOf(await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct), input);
        var attachment = (await ec2.DetachVolumeAsync(new() { VolumeId = input.VolumeId, InstanceId = on.InstanceId }, ct)).Attachment;
        return new(attachment.VolumeId, on.InstanceId, attachment.State);
    }

    private static VolumeAttachment AttachmentOf(Volume volume, Input input)
    {
        var all = (volume.Attachments ?? []).Where(a => input.InstanceId is null || a.InstanceId == input.InstanceId).ToList();
        return all.Count switch
        {
            1 => all[0],
            0 => throw new ToolException(ToolErrorCode.Conflict, $"{Ec2Resources.Describe(volume)} is not attached{(input.InstanceId is { } id ? $" to {id}" : "")}."),
            _ => throw new ToolException(ToolErrorCode.InvalidInput, $"{volume.VolumeId} is attached to {string.Join(", ", all.Select(a => a.InstanceId))}.", "Name one with instanceId."),
        };
    }
}
