using System.ComponentModel;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_get_volume (DescribeVolumes, DescribeVolumesModifications, DescribeSnapshots).</summary>
public static class GetVolume
{
    private const int MostSnapshots = 10;

    public static readonly Ec2Tool Tool = Ec2Tool.Read<Input, Result>(
        "get_volume", "One EBS volume in full, with its last change and its snapshots. For others, use ec2_list_volumes.", RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeVolumesModifications", "ec2:DescribeSnapshots"],
        examples: ["Is the larger disk ready?", "When was vol-0abc last backed up?"]);

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }
    }

    public sealed record Attachment(string To, string? Device, string? State, bool? DeleteOnTermination);

    public sealed record Backup(string Id, string State, DateTime? StartedAt);

    public sealed record Result(
        string Id, string? Name, string State, int? SizeGib, string? Type, int? Iops, int? Throughput, bool? Encrypted, string? KmsKeyId,
        string? Zone,
        string? SnapshotId, DateTime? CreatedAt, bool? MultiAttach, IReadOnlyList<Attachment> Attachments, VolumeChange? LastChange,
        int? SnapshotCount, IReadOnlyList<Backup>? Snapshots, IReadOnlyDictionary<string, string> Tags, string? Note);

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var unknown = new Unknowns(context.Target);
        var reading = Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var changing = unknown.TryAsync("The last change", () => VolumeChange.LastAsync(ec2, input.VolumeId, ct));
        var backing = unknown.TryAsync("The snapshots", () => Ec2Resources.SnapshotsOfAsync(ec2, input.VolumeId, ct));
        await Task.WhenAll(reading, changing, backing);
        var (v, snapshots) = (await reading, await backing);
        return new(
            v.VolumeId, v.Tags.Name(), v.State, v.Size, v.VolumeType, v.Iops, v.Throughput, v.Encrypted, v.KmsKeyId, v.AvailabilityZone,
            string.IsNullOrEmpty(v.SnapshotId) ? null : v.SnapshotId, v.CreateTime, v.MultiAttachEnabled,
            [.. (v.Attachments ?? []).Select(a => new Attachment(Ec2Resources.Holder(a), a.Device, a.State?.Value, a.DeleteOnTermination))
                .OrderBy(a => a.To, StringComparer.Ordinal)],
            await changing, snapshots?.Count,
            snapshots?.OrderByDescending(s => s.StartTime).Take(MostSnapshots).Select(s => new Backup(s.SnapshotId, s.State, s.StartTime))
                .ToList(),
            v.Tags.ToMap(), unknown.Note);
    }
}
