using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_snapshot (CreateSnapshot).</summary>
public static class CreateSnapshot
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_snapshot", "Takes a snapshot of an EBS volume. For a whole instance, use ec2_create_image.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeVolumes", "ec2:DescribeSnapshots", "ec2:CreateSnapshot", "ec2:CreateTags"],
        examples: ["Back up vol-0abc before the upgrade."]).With(deadline: TimeSpan.FromMinutes(17));

    public sealed record Input
    {
        [Description("Volume id.")]
        public required string VolumeId { get; init; }

        [Description("What it is for."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Name tag.")]
        public string? Name { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until complete, max 15 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State, string? Progress, bool? Encrypted);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var volume = await Ec2Resources.VolumeAsync(ec2, input.VolumeId, ct);
        var what = $"snapshot of {Ec2Resources.Describe(volume)}";
        return new PlanBuilder($"Take a {what}.")
            .Create(what, "it costs money until it is deleted")
            .Create(what, "encryption", volume.Encrypted == true, "as the volume")
            .Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var snapshot = (await ec2.CreateSnapshotAsync(new()
        {
            VolumeId = input.VolumeId,
            Description = input.Description,
            TagSpecifications = Ec2Tags.For(ResourceType.Snapshot, input.Tags, input.Name),
        }, ct)).Snapshot;
        context.Done($"created {snapshot.SnapshotId}", created: snapshot.SnapshotId);
        if (input.Wait)
            snapshot = await Waiting.UntilAsync(
                t => Ec2Resources.SnapshotAsync(ec2, snapshot.SnapshotId, t), Judge, context, TimeSpan.FromMinutes(15), cancellation: ct);
        return new(snapshot.SnapshotId, snapshot.State, snapshot.Progress, snapshot.Encrypted);
    }

    private static Wait Judge(Snapshot s) =>
        s.State == SnapshotState.Completed ? Wait.Done
        : s.State == SnapshotState.Pending ? Wait.NotYet($"{s.SnapshotId} is pending, {s.Progress}")
        : Wait.Failed($"{s.SnapshotId} is {s.State} ({(string.IsNullOrEmpty(s.StateMessage) ? "no reason given" : s.StateMessage)}).");
}
