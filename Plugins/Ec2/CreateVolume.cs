using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_volume (CreateVolume).</summary>
public static class CreateVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_volume", "Creates an EBS volume, empty or from a snapshot. Then use ec2_attach_volume.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:CreateVolume", "ec2:CreateTags", .. Ec2Resources.KeyActions],
        examples: ["Make a 100 GiB data disk in eu-west-1a.", "Restore snap-0abc to a new disk."]);

    public sealed record Input
    {
        [Description("That of the instance.")]
        public required string Zone { get; init; }

        [Description("Else the snapshot's."), Range(1, 65536)]
        public int? SizeGib { get; init; }

        [Description("Snapshot id.")]
        public string? SnapshotId { get; init; }

        [Description("Volume type."), AllowedValues("gp3", "gp2", "io2", "io1", "st1", "sc1", "standard")]
        public string Type { get; init; } = "gp3";

        [Description("For gp3, io1, io2."), Range(100, 256000)]
        public int? Iops { get; init; }

        [Description("MiB/s, for gp3."), Range(125, 2000)]
        public int? Throughput { get; init; }

        [Description("Encrypted.")]
        public bool Encrypted { get; init; } = true;

        [Description("Else the default key.")]
        public string? KmsKeyId { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 2 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State, int? SizeGib, bool? Encrypted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var snapshot = input.SnapshotId is null ? null : await Ec2Resources.SnapshotAsync(ec2, input.SnapshotId, ct);
        return new($"Create a volume of {input.SizeGib ?? snapshot?.VolumeSize} GiB {input.Type} in {input.Zone}; it costs money until it is deleted.",
        [
            snapshot is null ? "It is empty." : $"It starts with the data of {snapshot.SnapshotId} (taken {snapshot.StartTime?.ToUniversalTime():yyyy-MM-dd HH:mm}Z).",
            input.Encrypted || snapshot?.Encrypted == true ? "It is encrypted." : "It is not encrypted, unless the account encrypts always.",
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var volume = (await ec2.CreateVolumeAsync(new()
        {
            AvailabilityZone = input.Zone,
            Size = input.SizeGib,
            SnapshotId = input.SnapshotId,
            VolumeType = input.Type,
            Iops = input.Iops,
            Throughput = input.Throughput,
            // "false" is refused where the snapshot is encrypted.
            Encrypted = input.Encrypted ? true : null,
            KmsKeyId = input.KmsKeyId,
            TagSpecifications = Ec2Tags.For(ResourceType.Volume, input.Tags, input.Name),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).Volume;
        if (input.Wait)
            volume = await Waiting.UntilAsync(t => Ec2Resources.VolumeAsync(ec2, volume.VolumeId, t), v => v.State != VolumeState.Creating,
                v => $"{v.VolumeId} is {v.State}", context, TimeSpan.FromMinutes(2), cancellation: ct);
        return new(volume.VolumeId, volume.State, volume.Size, volume.Encrypted);
    }

    private static void Check(Input input)
    {
        if (input.SizeGib is null && input.SnapshotId is null)
            throw new ToolException(ToolErrorCode.InvalidInput, "An empty volume needs a size.", "Give sizeGib, or snapshotId.");
    }
}
