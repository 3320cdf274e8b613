using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_detach_volume (DetachVolume).</summary>
public static class DetachVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "detach_volume", "Detaches an EBS volume from its instance. Unmount it there first.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeInstances", "ec2:DetachVolume"],
        examples: ["Take vol-0abc off the old machine."]);

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }

        [Description("Needed when the volume is attached to several.")]
        public string? InstanceId { get; init; }
    }

    public sealed record Result(string VolumeId, string InstanceId, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var volume = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var what = Ec2Resources.Describe(volume);
        var plan = new PlanBuilder($"Detach {what}.").Touch(Ec2Resources.ToResource(volume));
        if (AttachmentOf(volume, input) is not { } on) return plan.Obstacle(NotAttached(volume, input)).Build();
        if (string.IsNullOrEmpty(on.InstanceId))
            return plan.Obstacle($"{what} is attached to {Ec2Resources.Holder(on)}, and only the service that manages it can detach it.")
                .Build();

        var instance = await InstancePlans.FindAsync(ec2, on.InstanceId, ct);
        if (on.Device == instance.RootDeviceName && instance.State.Name != InstanceStateName.Stopped)
            plan.Obstacle($"{volume.VolumeId} is the root volume of {InstancePlans.Describe(instance)}: ec2_stop_instances first.");
        if (instance.State.Name == InstanceStateName.Running)
            plan.Warn($"What the operating system of {on.InstanceId} has not written yet may be lost: unmount {on.Device} there first.");
        // AttachVolume cannot say so.
        if (on.DeleteOnTermination == true)
            plan.Warn($"It goes with {on.InstanceId} when that is terminated; attached again, it would stay.");
        return plan.Touch(InstancePlans.ToResource(instance))
            .Change(volume.VolumeId, "attached to",
                volume.Attachments.Select(Text), volume.Attachments.Where(a => a != on).Select(Text), "its data stays")
            .Undo("ec2_attach_volume", new { volumeId = volume.VolumeId, instanceId = on.InstanceId, device = on.Device })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var volume = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var on = AttachmentOf(volume, input) ?? throw ToolException.Conflict(NotAttached(volume, input));
        var attachment = (await ec2.DetachVolumeAsync(new() { VolumeId = input.VolumeId, InstanceId = on.InstanceId }, ct)).Attachment;
        context.Done($"asked to detach {input.VolumeId} from {on.InstanceId}");
        return new(attachment.VolumeId, on.InstanceId, attachment.State);
    }

    private static VolumeAttachment? AttachmentOf(Volume volume, Input input)
    {
        var all = (volume.Attachments ?? []).Where(a => input.InstanceId is null || a.InstanceId == input.InstanceId).ToList();
        return all.Count > 1
            ? throw ToolException.InvalidInput(
                $"{volume.VolumeId} is attached to {PlanBuilder.Text(all.Select(Ec2Resources.Holder))}.", "Name one with instanceId.")
            : all.FirstOrDefault();
    }

    private static string Text(VolumeAttachment a) => $"{Ec2Resources.Holder(a)} {a.Device}";

    private static string NotAttached(Volume volume, Input input) =>
        $"{Ec2Resources.Describe(volume)} is not attached{(input.InstanceId is { } id ? $" to {id}" : "")}.";
}
