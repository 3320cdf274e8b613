using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_volume (CreateVolume).</summary>
public static class CreateVolume
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_volume", "Creates an EBS volume, empty or from a snapshot. Then use ec2_attach_volume.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:CreateVolume", "ec2:CreateTags", .. Ec2Resources.KeyActions],
        examples: ["Make a 100 GiB data disk in eu-west-1a.", "Restore snap-0abc to a new disk."]);

    private const string Inherited = "the key of the snapshot, or the default key for another account's";

    public sealed record Input
    {
        [Description("The instance's, to attach it.")]
        public required string AvailabilityZone { get; init; }

        [Description("Default: the size of the snapshot."), Range(1, 65536)]
        public int? SizeGib { get; init; }

        [Description("Snapshot id.")]
        public string? SnapshotId { get; init; }

        [Description("Volume type."), AllowedValues("gp3", "gp2", "io2", "io1", "st1", "sc1", "standard")]
        public string Type { get; init; } = "gp3";

        [Description("For gp3, io1 and io2; required for io1 and io2."), Range(100, 256000)]
        public int? Iops { get; init; }

        [Description("MiB/s; for gp3."), Range(125, 2000)]
        public int? Throughput { get; init; }

        [Description("Off: as the snapshot or account default.")]
        public bool Encrypted { get; init; } = true;

        [Description("Default: the account's key for EBS.")]
        public string? KmsKeyId { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 2 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State, int? SizeGib, bool? Encrypted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        Check(input);
        var snapshot = input.SnapshotId is null ? null : await Ec2Resources.SnapshotAsync(ec2, input.SnapshotId, ct);
        var what = $"volume of {input.SizeGib ?? snapshot?.VolumeSize} GiB {input.Type} in {input.AvailabilityZone}";
        var plan = new PlanBuilder($"Create a {what}; it costs money until it is deleted.")
            .Create(what)
            .Create(what, "encryption", input.Encrypted || snapshot?.Encrypted == true
                ? $"on, {input.KmsKeyId ?? (snapshot?.Encrypted == true ? Inherited : "default key")}"
                : "only if the account encrypts always");
        if (snapshot is null) return plan.Create(what, "data", "empty").Build();

        plan.Create(what, "data", $"of {snapshot.SnapshotId} (taken {PlanBuilder.Text(snapshot.StartTime)})");
        if (snapshot.State != SnapshotState.Completed) plan.Obstacle($"{snapshot.SnapshotId} is {snapshot.State}, not completed.");
        if (snapshot.StorageTier == StorageTier.Archive)
            plan.Obstacle($"{snapshot.SnapshotId} is archived; it must be restored to the standard tier first.");
        if (input.SizeGib < snapshot.VolumeSize) plan.Obstacle($"{snapshot.SnapshotId} needs {snapshot.VolumeSize} GiB.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var volume = (await ec2.CreateVolumeAsync(new()
        {
            AvailabilityZone = input.AvailabilityZone,
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
        context.Done($"created {volume.VolumeId}", created: volume.VolumeId);
        if (input.Wait)
            volume = await Waiting.UntilAsync(
                t => Ec2Resources.VolumeAsync(ec2, volume.VolumeId, t), Judge, context, TimeSpan.FromMinutes(2), cancellation: ct);
        return new(volume.VolumeId, volume.State, volume.Size, volume.Encrypted);
    }

    private static Wait Judge(Volume v) =>
        v.State == VolumeState.Available || v.State == VolumeState.InUse ? Wait.Done
        : v.State == VolumeState.Creating ? Wait.NotYet($"{v.VolumeId} is creating")
        // EC2 gives no reason for a volume; a key that may not be used is the usual one.
        : Wait.Failed($"{v.VolumeId} is {v.State}{(v.KmsKeyId is null ? "" : $"; check that {v.KmsKeyId} may be used")}.");

    private static void Check(Input input)
    {
        if (input.SizeGib is null && input.SnapshotId is null)
            throw ToolException.InvalidInput("An empty volume needs a size.", "Pass sizeGib, or snapshotId.");
        if (input.Type is "io1" or "io2" && input.Iops is null)
            throw ToolException.InvalidInput($"A volume of type {input.Type} needs iops.", "Pass iops.");
        if (input.Type is not ("io1" or "io2" or "gp3") && input.Iops is not null)
            throw ToolException.InvalidInput($"A volume of type {input.Type} takes no iops.", "Leave iops out, or choose gp3, io1 or io2.");
        if (input.Type is not "gp3" && input.Throughput is not null)
            throw ToolException.InvalidInput($"A volume of type {input.Type} takes no throughput.", "Leave throughput out, or choose gp3.");
        if (!input.Encrypted && input.KmsKeyId is not null)
            throw ToolException.InvalidInput("A key is only for an encrypted volume.", "Leave kmsKeyId out, or encrypted on.");
    }
}
