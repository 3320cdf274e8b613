using System.Text;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>What launching an instance and writing a launch template have in common.</summary>
internal static class Launching
{
    /// <summary>The image's own EBS volumes, encrypted and with the root volume as asked for.</summary>
    public static IReadOnlyList<BlockDeviceMapping> Disks(Image image, int? rootGib, string? rootType, bool encrypted) =>
    [
        .. (image.BlockDeviceMappings ?? []).Where(m => m.Ebs is not null).Select(m => new BlockDeviceMapping
        {
            DeviceName = m.DeviceName,
            Ebs = new()
            {
                // The root volume's snapshot is given by the image and must not be named again.
                SnapshotId = m.DeviceName == image.RootDeviceName ? null : m.Ebs.SnapshotId,
                VolumeSize = m.DeviceName == image.RootDeviceName && rootGib is not null ? rootGib : m.Ebs.VolumeSize,
                VolumeType = m.DeviceName == image.RootDeviceName && rootType is not null ? rootType : m.Ebs.VolumeType,
                DeleteOnTermination = m.Ebs.DeleteOnTermination,
                // "false" is refused where the snapshot is encrypted, or the account encrypts always.
                Encrypted = encrypted ? true : null,
            },
        }),
    ];

    /// <summary><c>/dev/xvda 20 GiB gp3, encrypted</c></summary>
    public static string Describe(BlockDeviceMapping m) =>
        $"{m.DeviceName} {m.Ebs.VolumeSize} GiB {m.Ebs.VolumeType}{(m.Ebs.Encrypted == true ? ", encrypted" : ", encrypted only if its snapshot or the account's default says so")}";

    /// <summary>User data as EC2 wants it.</summary>
    public static string? Encode(string? userData) => string.IsNullOrEmpty(userData) ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(userData));

    /// <summary>An instance profile by its name or ARN.</summary>
    public static IamInstanceProfileSpecification? Profile(string? profile) =>
        profile is null ? null : profile.StartsWith("arn:", StringComparison.Ordinal) ? new() { Arn = profile } : new() { Name = profile };

    /// <summary>The same for a launch template, which has types of its own.</summary>
    public static List<LaunchTemplateBlockDeviceMappingRequest>? TemplateDisks(Image image, int? rootGib, string? rootType, bool encrypted) =>
        Disks(image, rootGib, rootType, encrypted) is { Count: > 0 } disks
            ?
            [
                .. disks.Select(d => new LaunchTemplateBlockDeviceMappingRequest
                {
                    DeviceName = d.DeviceName,
                    Ebs = new()
                    {
                        SnapshotId = d.Ebs.SnapshotId,
                        VolumeSize = d.Ebs.VolumeSize,
                        VolumeType = d.Ebs.VolumeType,
                        DeleteOnTermination = d.Ebs.DeleteOnTermination,
                        Encrypted = d.Ebs.Encrypted,
                    },
                }),
            ]
            : null;

    /// <inheritdoc cref="Profile"/>
    public static LaunchTemplateIamInstanceProfileSpecificationRequest? TemplateProfile(string? profile) =>
        Profile(profile) is { } p ? new() { Arn = p.Arn, Name = p.Name } : null;
}
