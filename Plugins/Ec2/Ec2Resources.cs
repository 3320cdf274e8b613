using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

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
        ToolException.NotFound($"The {what} '{id}'", "Check the id, the region and the profile.");

    public static async Task<Volume> VolumeAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<Volume>(async next =>
        {
            var answer = await ec2.DescribeVolumesAsync(new() { VolumeIds = [id], NextToken = next }, ct);
            return (answer.Volumes, answer.NextToken);
        }, v => v.VolumeId == id) ?? throw Missing("volume", id);

    public static async Task<Snapshot> SnapshotAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<Snapshot>(async next =>
        {
            var answer = await ec2.DescribeSnapshotsAsync(new() { SnapshotIds = [id], NextToken = next }, ct);
            return (answer.Snapshots, answer.NextToken);
        }, s => s.SnapshotId == id) ?? throw Missing("snapshot", id);

    /// <summary>The account's own snapshots of a volume.</summary>
    public static Task<List<Snapshot>> SnapshotsOfAsync(IAmazonEC2 ec2, string volumeId, CancellationToken ct) =>
        Paging.AllAsync<Snapshot>(async next =>
    {
        var answer = await ec2.DescribeSnapshotsAsync(
            new() { OwnerIds = ["self"], Filters = [new("volume-id", [volumeId])], NextToken = next }, ct);
        return (answer.Snapshots, answer.NextToken);
    }, s => s.SnapshotId);

    public static async Task<Image> ImageAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        // A disabled image can be looked at and deregistered.
        await Paging.FirstAsync<Image>(async next =>
        {
            var answer = await ec2.DescribeImagesAsync(new() { ImageIds = [id], IncludeDisabled = true, NextToken = next }, ct);
            return (answer.Images, answer.NextToken);
        }, i => i.ImageId == id) ?? throw Missing("image", id);

    /// <summary>The image's deregistration protection as EC2 calls it; null when it is off.</summary>
    public static string? Protection(Image i) => i.DeregistrationProtection is null or "" or "disabled" ? null : i.DeregistrationProtection;

    /// <summary>Images, whether deprecated or disabled or not.</summary>
    public static Task<List<Image>> ImagesAsync(IAmazonEC2 ec2, List<string>? owners, Filter filter, CancellationToken ct) =>
        Paging.AllAsync<Image>(async next =>
    {
        var answer = await ec2.DescribeImagesAsync(
            new() { Owners = owners, Filters = [filter], IncludeDeprecated = true, IncludeDisabled = true, NextToken = next }, ct);
        return (answer.Images, answer.NextToken);
    }, i => i.ImageId);

    public static async Task<Address> AddressAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        ((await ec2.DescribeAddressesAsync(new() { AllocationIds = [id] }, ct)).Addresses ?? []).FirstOrDefault(a => a.AllocationId == id)
        ?? throw Missing("Elastic IP address", id);

    public static async Task<LaunchTemplate> TemplateAsync(IAmazonEC2 ec2, string id, CancellationToken ct) =>
        await Paging.FirstAsync<LaunchTemplate>(async next =>
        {
            var answer = await ec2.DescribeLaunchTemplatesAsync(new() { LaunchTemplateIds = [id], NextToken = next }, ct);
            return (answer.LaunchTemplates, answer.NextToken);
        }, t => t.LaunchTemplateId == id) ?? throw Missing("launch template", id);

    /// <summary>One version of a launch template; null when there is none.</summary>
    public static Task<LaunchTemplateVersion?> VersionAsync(
        IAmazonEC2 ec2, string? id, string? name, string version, CancellationToken ct) =>
        Paging.FirstAsync<LaunchTemplateVersion>(async next =>
        {
            var answer = await ec2.DescribeLaunchTemplateVersionsAsync(
                new() { LaunchTemplateId = id, LaunchTemplateName = name, Versions = [version], NextToken = next }, ct);
            return (answer.LaunchTemplateVersions, answer.NextToken);
        });

    /// <summary>Why EC2 refuses to delete what AWS Backup keeps, known by the tag that it sets; null when it does not keep it.</summary>
    /// <param name="id">The snapshot or image.</param>
    /// <param name="tags">Its tags.</param>
    public static string? KeptByBackup(string id, IEnumerable<Tag>? tags) =>
        (tags ?? []).Any(t => t.Key == "aws:backup:source-resource")
            ? $"AWS Backup manages {id}, which EC2 does not delete: delete its recovery point in AWS Backup." : null;

    /// <summary>Accounts and others that something is shared with, as a plan tells them.</summary>
    /// <param name="group"><c>all</c> is everybody.</param>
    public static string? Shared(string? account, PermissionGroup? group, params IEnumerable<string?> organizations) =>
        !string.IsNullOrEmpty(account) ? account
        : group == PermissionGroup.All ? "everybody"
        : organizations.FirstOrDefault(o => !string.IsNullOrEmpty(o));

    /// <summary>The versions that launch templates launch from, of all templates: the latest and the default ones.</summary>
    public static Task<List<LaunchTemplateVersion>> VersionsInUseAsync(IAmazonEC2 ec2, List<Filter>? filters, CancellationToken ct) =>
        Paging.AllAsync<LaunchTemplateVersion>(async next =>
        {
            var answer = await ec2.DescribeLaunchTemplateVersionsAsync(
                new() { Versions = ["$Latest", "$Default"], Filters = filters, MaxResults = 200, NextToken = next }, ct);
            return (answer.LaunchTemplateVersions, answer.NextToken);
        }, v => $"{v.LaunchTemplateId} {v.VersionNumber:0000000}");

    /// <summary><c>vol-0abc (data, 20 GiB gp3, in-use)</c></summary>
    public static string Describe(Volume v) => $"{v.VolumeId} ({v.Tags.Name() ?? "unnamed"}, {v.Size} GiB {v.VolumeType}, {v.State})";

    public static PlannedResource ToResource(Volume v) =>
        new(v.VolumeId, $"{v.Size} GiB {v.VolumeType}, {v.State}, {v.AvailabilityZone}{Attachments(v)}") { Tags = v.Tags.ToMap() };

    /// <summary>What a volume is attached to: an instance, or a resource that an AWS service manages.</summary>
    public static string Holder(VolumeAttachment a) =>
        !string.IsNullOrEmpty(a.InstanceId) ? a.InstanceId
            : a.AssociatedResource ?? a.InstanceOwningService ?? "a resource of an AWS service";

    private static string Attachments(Volume v) =>
        string.Concat((v.Attachments ?? []).Select(a => $", {Holder(a)} {a.Device}").Order(StringComparer.Ordinal));

    /// <summary><c>203.0.113.7 (eipalloc-0abc, vpn, i-0abc)</c></summary>
    public static string Describe(Address a) =>
        $"{a.PublicIp} ({a.AllocationId}, {a.Tags.Name() ?? "unnamed"}, {Holder(a) ?? "not associated"})";

    public static PlannedResource ToResource(Address a) =>
        new(a.AllocationId, $"{a.PublicIp}, {Holder(a) ?? "not associated"}") { Tags = a.Tags.ToMap() };

    public static PlannedResource ToResource(LaunchTemplate t) =>
        new(t.LaunchTemplateId, $"latest version {t.LatestVersionNumber}, default {t.DefaultVersionNumber}")
        {
            Name = t.LaunchTemplateName,
            Tags = t.Tags.ToMap(),
        };

    /// <summary><c>Version 4 of launch template lt-0abc (web)</c></summary>
    public static string Describe(LaunchTemplateVersion v) =>
        $"Version {v.VersionNumber} of launch template {v.LaunchTemplateId} ({v.LaunchTemplateName})";

    /// <summary>
    /// Why an Elastic IP address cannot be taken from what holds it: a service of AWS manages its interface, as that of a NAT gateway.
    /// Null when nothing is in the way.
    /// </summary>
    public static async Task<string?> ManagedAsync(IAmazonEC2 ec2, Address a, Unknowns unknown, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(a.ServiceManaged?.Value)) return $"{a.PublicIp} is managed by {a.ServiceManaged.Value}.";
        if (!string.IsNullOrEmpty(a.InstanceId) || string.IsNullOrEmpty(a.NetworkInterfaceId)) return null;
        // By filter, since the interface may belong to another account.
        var holder = await unknown.TryAsync($"Whether a service of AWS manages {a.NetworkInterfaceId}", () =>
            Paging.FirstAsync<NetworkInterface>(async next =>
            {
                var answer = await ec2.DescribeNetworkInterfacesAsync(
                    new() { Filters = [new("network-interface-id", [a.NetworkInterfaceId])], NextToken = next }, ct);
                return (answer.NetworkInterfaces, answer.NextToken);
            }));
        return holder is { RequesterManaged: true } n
            ? $"A service of AWS manages {n.NetworkInterfaceId}, which holds {a.PublicIp} ({n.Description}); delete what it belongs to."
            : null;
    }

    /// <summary>What an Elastic IP address is associated with.</summary>
    public static string? Holder(Address a) =>
        !string.IsNullOrEmpty(a.InstanceId) ? a.InstanceId : !string.IsNullOrEmpty(a.NetworkInterfaceId) ? a.NetworkInterfaceId : null;
}
