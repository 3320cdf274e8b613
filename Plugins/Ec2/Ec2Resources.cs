using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>Finds one resource, and says what it is in the words of a plan.</summary>
internal static class Ec2Resources
{
    /// <summary>What EBS asks of KMS for the caller where a volume is encrypted with a customer managed key.</summary>
    public static readonly string[] KeyActions =
    [
        "kms:CreateGrant>ec2.amazonaws.com", "kms:Decrypt>ec2.amazonaws.com", "kms:DescribeKey>ec2.amazonaws.com",
        "kms:GenerateDataKeyWithoutPlaintext>ec2.amazonaws.com", "kms:ReEncryptFrom>ec2.amazonaws.com", "kms:ReEncryptTo>ec2.amazonaws.com",
    ];

    public static ToolException Missing(string what, string id) =>
        new(ToolErrorCode.NotFound, $"The {what} '{id}' does not exist in this region.", "Check the id, the region and the profile.");

    public static async Task<Volume> VolumeAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeVolumesAsync(new() { VolumeIds = [id] }, ct)).Volumes ?? []).FirstOrDefault(v => v.VolumeId == id) ?? throw Missing("volume", id);

    public static async Task<Snapshot> SnapshotAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeSnapshotsAsync(new() { SnapshotIds = [id] }, ct)).Snapshots ?? []).FirstOrDefault(s => s.SnapshotId == id) ?? throw Missing("snapshot", id);

    public static async Task<Image> ImageAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeImagesAsync(new() { ImageIds = [id] }, ct)).Images ?? []).FirstOrDefault(i => i.ImageId == id) ?? throw Missing("image", id);

    public static async Task<Address> AddressAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeAddressesAsync(new() { AllocationIds = [id] }, ct)).Addresses ?? []).FirstOrDefault(a => a.AllocationId == id) ?? throw Missing("Elastic IP address", id);

    public static async Task<LaunchTemplate> TemplateAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeLaunchTemplatesAsync(new() { LaunchTemplateIds = [id] }, ct)).LaunchTemplates ?? []).FirstOrDefault(t => t.LaunchTemplateId == id)
        ?? throw Missing("launch template", id);

    /// <summary><c>vol-0abc (data, 20 GiB gp3, in-use)</c></summary>
    public static string Describe(Volume v) => $"{v.VolumeId} ({v.Tags.Name() ?? "unnamed"}, {v.Size} GiB {v.VolumeType}, {v.State})";

    public static PlannedResource ToResource(Volume v) =>
        new(v.VolumeId, $"{v.Size} GiB {v.VolumeType}, {v.State}, {v.AvailabilityZone}{Attachments(v)}") { Tags = v.Tags.ToMap() };

    private static string Attachments(Volume v) => string.Concat((v.Attachments ?? []).Select(a => $", {a.InstanceId} {a.Device}"));

    /// <summary><c>203.0.113.7 (eipalloc-0abc, vpn, i-0abc)</c></summary>
    public static string Describe(Address a) => $"{a.PublicIp} ({a.AllocationId}, {a.Tags.Name() ?? "unnamed"}, {Holder(a) ?? "not associated"})";

    public static PlannedResource ToResource(Address a) => new(a.AllocationId, $"{a.PublicIp}, {Holder(a) ?? "not associated"}") { Tags = a.Tags.ToMap() };

    /// <summary>What an Elastic IP address is associated with.</summary>
    public static string? Holder(Address a) =>
        !string.IsNullOrEmpty(a.InstanceId) ? a.InstanceId : !string.IsNullOrEmpty(a.NetworkInterfaceId) ? a.NetworkInterfaceId : null;
}
