using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_attach_volume (AttachVolume).</summary>
public static class AttachVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "attach_volume", "Attaches an EBS volume to an instance in the same zone. The operating system must still mount it.", PlanAsync,
        RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeInstances", "ec2:AttachVolume", .. Ec2Resources.KeyActions],
        examples: ["Attach vol-0abc to the database machine."]);

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }

        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("For example /dev/sdf; default the first free.")]
        public string? Device { get; init; }
    }

    public sealed record Result(string VolumeId, string InstanceId, string Device, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var volume = Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var instance = InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        await Task.WhenAll(volume, instance);
        var (v, i) = (await volume, await instance);
        var (what, device) = (Ec2Resources.Describe(v), input.Device ?? FreeDevice(i));
        var plan = new PlanBuilder($"Attach {what} to {InstancePlans.Describe(i)}.")
            .Touch(Ec2Resources.ToResource(v), InstancePlans.ToResource(i));
        if ((v.Attachments ?? []).Any(a => a.InstanceId == i.InstanceId)) plan.Obstacle($"{what} is attached to {i.InstanceId} already.");
        else if (v.State != VolumeState.Available && !(v.State == VolumeState.InUse && v.MultiAttachEnabled == true))
            plan.Obstacle(
                $"{what} is not available{(v.Attachments is { Count: > 0 } ? "; ec2_detach_volume frees it from what holds it" : "")}.");
        if (v.AvailabilityZone != i.Placement?.AvailabilityZone)
            plan.Obstacle($"{v.VolumeId} is in {v.AvailabilityZone}, {i.InstanceId} in {i.Placement?.AvailabilityZone}: "
                + "take a snapshot with ec2_create_snapshot, and create a volume from it in the instance's zone.");
        if (i.State.Name != InstanceStateName.Running && i.State.Name != InstanceStateName.Stopped)
            plan.Obstacle($"{InstancePlans.Describe(i)} is neither running nor stopped.");
        if (input.Device is not null && (i.BlockDeviceMappings ?? []).Any(m => m.DeviceName == input.Device))
            plan.Obstacle($"{input.Device} is in use on {i.InstanceId}.");
        return plan.Change(v.VolumeId, "attached to", (v.Attachments ?? []).Select(a => $"{Ec2Resources.Holder(a)} {a.Device}"),
                (v.Attachments ?? []).Select(a => $"{Ec2Resources.Holder(a)} {a.Device}").Append($"{i.InstanceId} {device}"))
            .Obstacle(device is null ? NoDevice(i) : null)
            .Undo("ec2_detach_volume", new { volumeId = v.VolumeId, instanceId = i.InstanceId })
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var device = input.Device;
        if (device is null)
        {
            var instance = await InstancePlans.FindAsync(ec2, input.InstanceId, ct);
            device = FreeDevice(instance) ?? throw ToolException.Conflict(NoDevice(instance));
        }

        var attachment = (await ec2.AttachVolumeAsync(
            new() { VolumeId = input.VolumeId, InstanceId = input.InstanceId, Device = device }, ct)).Attachment;
        context.Done($"attached {input.VolumeId} to {input.InstanceId} as {device}");
        return new(attachment.VolumeId, attachment.InstanceId, attachment.Device, attachment.State);
    }

    private static string? FreeDevice(Instance i)
    {
        // AWS recommends sdf to sdp for data; an image may name the same letters xvdf to xvdp.
        var taken = (i.BlockDeviceMappings ?? []).Select(m => m.DeviceName[^1]).ToHashSet();
        return "fghijklmnop".Where(c => !taken.Contains(c)).Select(c => $"/dev/sd{c}").FirstOrDefault();
    }

    private static string NoDevice(Instance i) =>
        $"{i.InstanceId} has no device name left from /dev/sdf to /dev/sdp; name another one with device.";
}
