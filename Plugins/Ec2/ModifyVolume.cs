using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_modify_volume (ModifyVolume), followed with DescribeVolumesModifications.</summary>
public static class ModifyVolume
{
    private const int DefaultIops = 3000, DefaultThroughput = 125;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, VolumeChange>(
        "modify_volume", "Grows an EBS volume or changes its type and speed, while in use. ec2_get_volume follows the optimization.",
        PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeVolumesModifications", "ec2:ModifyVolume"],
        examples: ["Grow vol-0abc to 200 GiB.", "Move this volume from gp2 to gp3."])
        .With(deadline: Longest + TimeSpan.FromMinutes(2));

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }

        [Description("Never smaller."), Range(1, 65536)]
        public int? SizeGib { get; init; }

        [Description("Volume type."), AllowedValues("gp3", "gp2", "io2", "io1", "st1", "sc1", "standard")]
        public string? Type { get; init; }

        [Description("For gp3, io1 and io2."), Range(100, 256000)]
        public int? Iops { get; init; }

        [Description("MiB/s; for gp3."), Range(125, 2000)]
        public int? Throughput { get; init; }

        [Description("Until the new size is usable, max 10 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var reading = VolumeChange.LastAsync(ec2, input.VolumeId, ct);
        var v = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var (what, changes) = (Ec2Resources.Describe(v), Changes(input, v));
        var plan = new PlanBuilder($"Change {what}, while it is in use.").Touch(Ec2Resources.ToResource(v)).Add(changes.All);
        if (input.SizeGib < v.Size) plan.Obstacle($"{what} cannot become smaller; copy its data to a smaller volume.");
        if (input.SizeGib > v.Size) plan.Warn(
            "The operating system must grow the file system itself. A volume never becomes smaller again.");
        var type = input.Type ?? v.VolumeType?.Value;
        if (input.Iops is null && type != v.VolumeType?.Value && Launching.IsProvisioned(type) && v.Iops > DefaultIops)
            plan.Warn($"The volume has {v.Iops} IOPS now; without iops it gets {DefaultIops}, and may become slower.");
        if (input.Iops is not null && !Launching.IsProvisioned(type)) plan.Obstacle($"A volume of type {type} takes no iops.");
        if (input.Throughput is not null && type != "gp3") plan.Obstacle($"A volume of type {type} takes no throughput.");
        if (await reading is { State: "modifying" or "optimizing" } last) plan.Obstacle(
            $"An earlier change of {v.VolumeId} is {last.State} ({last.Percent} %); AWS takes the next one when it is complete.");
        return (input.SizeGib > v.Size ? plan.NoUndo("A volume never becomes smaller; its other settings can be changed back.")
            : plan.Undo("ec2_modify_volume", Back(input, v))).Build();
    }

    public static async Task<VolumeChange> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var v = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var changes = Changes(input, v);
        if (changes.ChangesNothing) return VolumeChange.Unchanged(v);
        var begun = VolumeChange.Of((await ec2.ModifyVolumeAsync(changes.ApplyTo(new() { VolumeId = v.VolumeId }), ct)).VolumeModification);
        context.Done($"asked to change {v.VolumeId}");
        // The new size can be used from the state "optimizing" on.
        return !input.Wait ? begun
            // EC2 may still show an earlier change, which is complete.
            : await Waiting.UntilAsync(async t => await VolumeChange.LastAsync(ec2, v.VolumeId, t) is { } last
                && (begun.StartedAt is null || last.StartedAt >= begun.StartedAt) ? last : begun, m => m.State switch
        {
            "optimizing" or "completed" => Wait.Done,
            "failed" => Wait.Failed($"The change of {v.VolumeId} failed: {m.Message ?? "no reason given"}"),
            _ => Wait.NotYet($"{v.VolumeId} is {m.State}, {m.Percent} %"),
        }, context, Longest, cancellation: ct);
    }

    private static SettingChanges<ModifyVolumeRequest> Changes(Input input, Volume v)
    {
        var changes = new SettingChanges<ModifyVolumeRequest>(v.VolumeId);
        changes.Add("size in GiB", v.Size, input.SizeGib, (r, x) => r.Size = x, "it costs more from now on");
        // With another type, EC2 takes that type's defaults for what is left out, and not what the volume has: so what is asked for is sent
        // even where it is the same.
        var type = input.Type is { } other && other != v.VolumeType?.Value ? other : null;
        int? iops = input.Iops ?? (Launching.IsProvisioned(type) ? DefaultIops : null),
            rate = input.Throughput ?? (type is "gp3" ? DefaultThroughput : null);
        const string byDefault = "the default of the new type";
        changes.Add("type", v.VolumeType?.Value, input.Type, (r, x) =>
            (r.VolumeType, r.Iops, r.Throughput) = (x, input.Iops, input.Throughput));
        changes.Add("IOPS", v.Iops, iops, (r, _) => r.Iops = input.Iops, input.Iops is null ? byDefault : null);
        changes.Add("throughput in MiB/s", v.VolumeType?.Value is "gp3" ? v.Throughput : null, rate, (r, _) =>
            r.Throughput = input.Throughput, input.Throughput is null ? byDefault : null);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;
    }

    private static Dictionary<string, object> Back(Input input, Volume v)
    {
        var back = new Dictionary<string, object> { ["volumeId"] = v.VolumeId };
        var was = v.VolumeType?.Value;
        if (input.Type is not null && was is not null) back["type"] = was;
        if ((input.Iops is not null || input.Type is not null) && Launching.IsProvisioned(was) && v.Iops is { } iops) back["iops"] = iops;
        if ((input.Throughput is not null || input.Type is not null) && was == "gp3" && v.Throughput is { } rate) back["throughput"] = rate;
        return back;
    }
}

/// <summary>A change of a volume and how far it is.</summary>
/// <param name="VolumeId">The volume.</param>
/// <param name="State">modifying, optimizing (usable, not yet at full speed), completed or failed.</param>
/// <param name="Percent">Done so far.</param>
/// <param name="From">The settings before.</param>
/// <param name="To">Those afterwards.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Message">AWS's own words.</param>
public sealed record VolumeChange(string VolumeId, string State, long? Percent, string? From, string? To, DateTime? StartedAt,
    string? Message)
{
    internal static VolumeChange Of(VolumeModification m) => new(
        m.VolumeId, m.ModificationState?.Value ?? "modifying", m.Progress,
        Text(m.OriginalSize, m.OriginalVolumeType, m.OriginalIops, m.OriginalThroughput),
        Text(m.TargetSize, m.TargetVolumeType, m.TargetIops, m.TargetThroughput),
        m.StartTime, string.IsNullOrEmpty(m.StatusMessage) ? null : m.StatusMessage);

    internal static VolumeChange Unchanged(Volume v) =>
        new(v.VolumeId, "completed", 100, null, Text(v.Size, v.VolumeType, v.Iops, v.Throughput), null, null);

    /// <summary>The last change; null for a volume that was never changed.</summary>
    internal static async Task<VolumeChange?> LastAsync(IAmazonEC2 ec2, string volumeId, CancellationToken ct) =>
        // By filter: named by its id, a volume that was never changed is an error.
        (await Paging.AllAsync<VolumeModification>(async next =>
        {
            var answer = await ec2.DescribeVolumesModificationsAsync(
                new() { Filters = [new("volume-id", [volumeId])], NextToken = next }, ct);
            return (answer.VolumesModifications, answer.NextToken);
        })).OrderByDescending(m => m.StartTime).Select(Of).FirstOrDefault();

    private static string Text(int? size, VolumeType? type, int? iops, int? rate) =>
        $"{size} GiB {type?.Value}{(iops is null ? "" : $" {iops} IOPS")}{(rate is null ? "" : $" {rate} MiB/s")}";
}
