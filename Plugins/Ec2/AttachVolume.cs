using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_attach_volume (AttachVolume).</summary>
public static class AttachVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "attach_volume", "Attaches an EBS volume to an instance in the same zone. The system on it must still mount it.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeInstances", "ec2:AttachVolume", .. Ec2Resources.KeyActions],
        examples: ["Attach vol-0abc to the database machine."]);

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }

        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("As /dev/sdf; else the first free one.")]
        public string? Device { get; init; }
    }

    public sealed record Result(string VolumeId, string InstanceId, string Device, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var volume = Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var instance = InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        await Task.WhenAll(volume, instance);
        var (v, i) = (await volume, await instance);
        if (v.AvailabilityZone != i.Placement?.AvailabilityZone)
            throw new ToolException(ToolErrorCode.Conflict, $"{v.VolumeId} is in {v.AvailabilityZone}, {i.InstanceId} in {i.Placement?.AvailabilityZone}.",
                "Take a snapshot with ec2_create_snapshot, and make a volume from it in the instance's zone.");
        if (v.State != VolumeState.Available && v.MultiAttachEnabled != true)
            throw new ToolException(ToolErrorCode.Conflict, $"{Ec2Resources.Describe(v)} is not available.", "ec2_detach_volume frees it from another instance.");
        return new($"Attach {Ec2Resources.Describe(v)}.", [$"{InstancePlans.Describe(i)} gets it as {input.Device ?? FreeDevice(i)}"])
        {
            Resources = [Ec2Resources.ToResource(v), InstancePlans.ToResource(i)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var device = input.Device ?? FreeDevice(await InstancePlans.FindAsync(ec2, input.InstanceId, ct));
        var attachment = (await ec2.AttachVolumeAsync(new() { VolumeId = input.VolumeId, InstanceId = input.InstanceId, Device = device }, ct)).Attachment;
        return new(attachment.VolumeId, attachment.InstanceId, attachment.Device, attachment.State);
    }

    private static string FreeDevice(Instance i)
    {
        // AWS recommends sdf to sdp for data; an image may name the same letters xvdf to xvdp.
        var taken = (i.BlockDeviceMappings ?? []).Select(m => m.DeviceName[^1]).ToHashSet();
        return "fghijklmnop".Where(c => !taken.Contains(c)).Select(c => $"/dev/sd{c}").FirstOrDefault()
            ?? throw new ToolException(ToolErrorCode.LimitExceeded, $"{i.InstanceId} has no device name left from /dev/sdf to /dev/sdp.", "Name a device.");
    }
}
