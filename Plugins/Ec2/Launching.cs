using System.Text;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>What launching an instance and writing a launch template have in common.</summary>
internal static class Launching
{
    private const int MostUserData = 16384;

    /// <summary>A volume that a launch makes of one of the image's, and whether the launch must ask for it since it differs from the
    /// image's.</summary>
    public sealed record Disk(BlockDeviceMapping Mapping, bool Differs);

    /// <summary>Whether an image is named by a Systems Manager parameter, which EC2 looks up at each launch.</summary>
    public static bool IsParameter(string? imageId) => imageId?.StartsWith("resolve:ssm:", StringComparison.Ordinal) == true;

    /// <summary>The image; null when a parameter names it, for DescribeImages knows ids alone.</summary>
    public static async Task<Image?> ImageAsync(IAmazonEC2 ec2, string imageId, CancellationToken ct) =>
        IsParameter(imageId) ? null : await Ec2Resources.ImageAsync(ec2, imageId, ct);

    /// <summary>Refuses what can be said of the root volume only when the image is known.</summary>
    public static void Check(string imageId, int? rootGib, string? rootType)
    {
        if (IsParameter(imageId) && (rootGib is not null || rootType is not null))
            throw ToolException.InvalidInput(
                "The root volume cannot be set for an image that a parameter names: its device is known at the launch alone.",
                "Pass the id of the image, or leave rootVolumeGib and rootVolumeType out.");
    }

    /// <summary>The image's own EBS volumes, encrypted and with the root volume as asked for.</summary>
    public static IReadOnlyList<Disk> Disks(Image image, int? rootGib, string? rootType, bool encrypted) =>
    [
        .. (image.BlockDeviceMappings ?? []).Where(m => m.Ebs is not null).OrderBy(m => m.DeviceName != image.RootDeviceName)
            .ThenBy(m => m.DeviceName, StringComparer.Ordinal).Select(m =>
        {
            var isRoot = m.DeviceName == image.RootDeviceName;
            var (size, type) = (isRoot ? rootGib ?? m.Ebs.VolumeSize : m.Ebs.VolumeSize, isRoot && rootType is not null ? rootType
                : m.Ebs.VolumeType?.Value);
            var isSameType = type == m.Ebs.VolumeType?.Value;
            // "false" is refused where the snapshot is encrypted, or the account encrypts always.
            var encrypt = encrypted && m.Ebs.Encrypted != true;
            return new Disk(new()
            {
                DeviceName = m.DeviceName,
                Ebs = new()
                {
                    // The root volume's snapshot is given by the image and must not be named again.
                    SnapshotId = isRoot ? null : m.Ebs.SnapshotId,
                    VolumeSize = size,
                    VolumeType = type,
                    Iops = isSameType && IsProvisioned(type) ? m.Ebs.Iops : null,
                    Throughput = isSameType && type == VolumeType.Gp3 ? m.Ebs.Throughput : null,
                    DeleteOnTermination = m.Ebs.DeleteOnTermination,
                    Encrypted = encrypt || m.Ebs.Encrypted == true ? true : null,
                },
            }, encrypt || size != m.Ebs.VolumeSize || !isSameType);
        }),
    ];

    /// <summary>Those volumes that the request must name.</summary>
    public static List<BlockDeviceMapping>? Mappings(Image? image, int? rootGib, string? rootType, bool encrypted) =>
        image is not null && Disks(image, rootGib, rootType, encrypted).Where(d => d.Differs).Select(d => d.Mapping)
            .ToList() is { Count: > 0 } differ ? differ : null;

    /// <summary>The same for a launch template, which has types of its own.</summary>
    public static List<LaunchTemplateBlockDeviceMappingRequest>? TemplateMappings(
        Image? image, int? rootGib, string? rootType, bool encrypted) =>
        Mappings(image, rootGib, rootType, encrypted) is { } mappings
            ? [.. mappings.Select(SameNames.Copy<LaunchTemplateBlockDeviceMappingRequest>)] : null;

    /// <summary>Tells in a plan which volumes a launch makes of the image's, and what is in the way.</summary>
    public static async Task TellAsync(IAmazonEC2 ec2, PlanBuilder plan, string what, Image? image, int? rootGib, string? rootType,
        bool encrypted, Unknowns unknown, CancellationToken ct)
    {
        if (image is null)
        {
            var byDefault = encrypted ? await unknown.TryAsync(
                "Whether the account encrypts volumes always", () => ec2.GetEbsEncryptionByDefaultAsync(new(), ct)) : null;
            plan.Create(what, "volumes", "as the image says that the parameter names at the launch");
            if (encrypted && byDefault?.EbsEncryptionByDefault != true)
                plan.Warn("The volumes are encrypted only if the image's snapshots are: to have them encrypted, pass the image's id.");
            return;
        }

        var disks = Disks(image, rootGib, rootType, encrypted);
        foreach (var disk in disks) plan.Create(what, $"volume {disk.Mapping.DeviceName}", Describe(disk.Mapping.Ebs));
        if (image.State is not null && image.State != ImageState.Available)
            plan.Obstacle($"{image.ImageId} is {image.State}, not available.");
        if ((image.BlockDeviceMappings ?? []).FirstOrDefault(m => m.DeviceName == image.RootDeviceName)?.Ebs?.VolumeSize is { } least
            && rootGib < least)
            plan.Obstacle($"The root volume of {image.ImageId} needs {least} GiB.");
    }

    /// <summary>Whether a type of volume takes a number of I/O operations; for the others EC2 tells one that it does not take
    /// back.</summary>
    public static bool IsProvisioned(string? type) => type is "gp3" or "io1" or "io2";

    /// <summary>User data as EC2 wants it.</summary>
    public static string? Encode(string? userData)
    {
        if (string.IsNullOrEmpty(userData)) return null;
        var bytes = Encoding.UTF8.GetBytes(userData);
        return bytes.Length <= MostUserData ? Convert.ToBase64String(bytes)
            : throw ToolException.InvalidInput(
                $"User data has {bytes.Length} bytes; EC2 takes {MostUserData}.", "Put the rest where the instance can load it from.");
    }

    /// <summary>An instance profile by its name or ARN.</summary>
    public static IamInstanceProfileSpecification? Profile(string? profile) =>
        profile is null ? null : profile.StartsWith("arn:", StringComparison.Ordinal) ? new() { Arn = profile } : new() { Name = profile };

    /// <inheritdoc cref="Profile"/>
    public static LaunchTemplateIamInstanceProfileSpecificationRequest? TemplateProfile(string? profile) =>
        Profile(profile) is { } p ? new() { Arn = p.Arn, Name = p.Name } : null;

    /// <summary>What EC2 finds wrong in a template that it took nevertheless.</summary>
    public static IReadOnlyList<string> Warnings(ValidationWarning? warning) =>
        [.. (warning?.Errors ?? []).Select(e => $"{e.Code}: {e.Message}")];

    /// <summary><c>20 GiB gp3 3000 IOPS, encrypted</c></summary>
    private static string Describe(EbsBlockDevice ebs) =>
        $"{ebs.VolumeSize} GiB {ebs.VolumeType}{(ebs.Iops is { } iops ? $" {iops} IOPS" : "")}"
        + $"{(ebs.Throughput is { } rate ? $" {rate} MiB/s" : "")}, "
        + (ebs.Encrypted == true ? "encrypted" : "encrypted only if its snapshot or the account's default says so");
}
