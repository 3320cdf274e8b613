using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>
/// The volumes of a launch template's next version. A new version inherits the source's mappings without their snapshots, and they were
/// made for the source's image: with another one, the root device may have another name, and a volume may be smaller than its snapshot.
/// </summary>
internal static class TemplateVolumes
{
    // How images name their root device, for the case that the old one is gone.
    private static readonly string[] Roots = ["/dev/xvda", "/dev/sda1", "/dev/sda"];

    /// <summary>What to send, and what is different then.</summary>
    /// <param name="Send">All mappings of the version; null to inherit them.</param>
    /// <param name="Changes">A line for each volume.</param>
    /// <param name="Unknown">What could not be worked out.</param>
    public sealed record Next(List<LaunchTemplateBlockDeviceMappingRequest>? Send, IReadOnlyList<PlanChange> Changes,
        IReadOnlyList<string> Unknown);

    /// <summary>The mappings when the image stays: their snapshots must be named again.</summary>
    public static Next Same(IReadOnlyList<LaunchTemplateBlockDeviceMapping> now) =>
        new(now.Any(m => !string.IsNullOrEmpty(m.Ebs?.SnapshotId))
            ? [.. now.Select(SameNames.Copy<LaunchTemplateBlockDeviceMappingRequest>)] : null, [], []);

    /// <summary>The mappings for a new image.</summary>
    /// <param name="resource">Whose volumes, for the plan.</param>
    /// <param name="now">Those of the source version.</param>
    /// <param name="old">The source's image; null when it is gone or a parameter names it.</param>
    /// <param name="image">The new image; null when a parameter names it.</param>
    public static Next For(string resource, IReadOnlyList<LaunchTemplateBlockDeviceMapping> now, Image? old, Image? image)
    {
        // Without mappings of the template's own, the image alone decides.
        if (now.Count == 0) return new(null, [], []);
        if (image is null) return Same(now) with { Unknown = ["Whether the template's volumes fit the image that the parameter names."] };

        var oldRoot = now.FirstOrDefault(
            m => old is null ? m.DeviceName == image.RootDeviceName || Roots.Contains(m.DeviceName) : m.DeviceName == old.RootDeviceName);
        var oldDevices = (old?.BlockDeviceMappings ?? []).Select(m => m.DeviceName).ToHashSet();
        var encrypts = now.Any(m => m.Ebs?.Encrypted == true);
        List<LaunchTemplateBlockDeviceMappingRequest> send = [];
        foreach (var m in (image.BlockDeviceMappings ?? []).Where(m => m.Ebs is not null))
        {
            var isRoot = m.DeviceName == image.RootDeviceName;
            var was = isRoot ? oldRoot : now.FirstOrDefault(n => n != oldRoot && n.DeviceName == m.DeviceName && n.Ebs is not null);
            if (was is not null || encrypts && m.Ebs.Encrypted != true) send.Add(Of(m, was?.Ebs, isRoot, encrypts));
        }

        var taken = send.Select(m => m.DeviceName).ToHashSet();
        List<string> unknown = [];
        foreach (var m in now.Where(m => !taken.Contains(m.DeviceName)))
        {
            // EC2 would make empty volumes of those that came with the old image.
            if (m == oldRoot || oldDevices.Contains(m.DeviceName)) send.Add(new() { DeviceName = m.DeviceName, NoDevice = "" });
            else
            {
                send.Add(SameNames.Copy<LaunchTemplateBlockDeviceMappingRequest>(m));
                if (old is null && !string.IsNullOrEmpty(m.Ebs?.SnapshotId))
                    unknown.Add($"Whether {m.DeviceName} ({m.Ebs.SnapshotId}) came with the old image, which cannot be read; it stays.");
            }
        }

        return new(send, [.. Changes(resource, now, send)], unknown);
    }

    private static LaunchTemplateBlockDeviceMappingRequest Of(
        BlockDeviceMapping m, LaunchTemplateEbsBlockDevice? was, bool isRoot, bool encrypts)
    {
        var type = was?.VolumeType ?? m.Ebs.VolumeType;
        var (iops, throughput) = was?.VolumeType is null ? (m.Ebs.Iops, m.Ebs.Throughput) : (was.Iops, was.Throughput);
        return new()
        {
            DeviceName = m.DeviceName,
            Ebs = new()
            {
                SnapshotId = isRoot ? null : m.Ebs.SnapshotId,
                VolumeSize = new[] { was?.VolumeSize, m.Ebs.VolumeSize }.Max(),
                VolumeType = type,
                Iops = Launching.IsProvisioned(type?.Value) ? iops : null,
                Throughput = type?.Value is "gp3" ? throughput : null,
                DeleteOnTermination = was?.DeleteOnTermination ?? m.Ebs.DeleteOnTermination,
                Encrypted = was?.Encrypted == true || encrypts && m.Ebs.Encrypted != true ? true : null,
                KmsKeyId = was?.KmsKeyId,
            },
        };
    }

    private static IEnumerable<PlanChange> Changes(
        string resource, IReadOnlyList<LaunchTemplateBlockDeviceMapping> now, List<LaunchTemplateBlockDeviceMappingRequest> then) =>
        from device in now.Select(m => m.DeviceName).Union(then.Select(m => m.DeviceName)).Order(StringComparer.Ordinal)
        let before = Text(now.FirstOrDefault(m => m.DeviceName == device) is { } m
            ? SameNames.Copy<LaunchTemplateBlockDeviceMappingRequest>(m) : null)
        let after = Text(then.FirstOrDefault(m => m.DeviceName == device))
        select new PlanChange(before == after ? ChangeKind.None : ChangeKind.Change, resource)
        {
            Property = $"volume {device}",
            From = before,
            To = after,
        };

    private static string Text(LaunchTemplateBlockDeviceMappingRequest? m) =>
        m is null || m.NoDevice is not null ? "none"
        : m.Ebs is null ? m.VirtualName ?? "as the image says"
        : PlanBuilder.Text(string.Join(' ', new[]
        {
            m.Ebs.VolumeSize is { } size ? $"{size} GiB" : null, m.Ebs.VolumeType?.Value, m.Ebs.Iops is { } iops ? $"{iops} IOPS" : null,
            m.Ebs.Throughput is { } rate ? $"{rate} MiB/s" : null, m.Ebs.SnapshotId, m.Ebs.Encrypted == true ? "encrypted" : null,
        }.OfType<string>()));
}
