using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_copy_snapshot (CopySnapshot).</summary>
public static class CopySnapshot
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "copy_snapshot", "Copies an EBS snapshot into this region. For a whole machine image, use ec2_copy_image.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeSnapshots", "ec2:CopySnapshot", "ec2:CreateTags", .. Ec2Resources.KeyActions],
        examples: ["Keep a copy of snap-0abc in another region."]);

    public sealed record Input
    {
        [Description("Snapshot to copy.")]
        public required string SnapshotId { get; init; }

        [Description("Where it is.")]
        public required string SourceRegion { get; init; }

        [Description("What it is for."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Default: the account's key for EBS.")]
        public string? KmsKeyId { get; init; }

        [Description("Tags.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var what = $"copy of {input.SnapshotId} of {input.SourceRegion}";
        var plan = new PlanBuilder($"Make a {what}.").Create(what, "it costs money until it is deleted")
            .Create(what, "encryption", $"on, {input.KmsKeyId ?? "default key"}");
        if (input.SourceRegion != context.Target.Region) return plan.Unknown(
            $"{input.SnapshotId} is in another region and was not looked at.").Build();
        var source = await Ec2Resources.SnapshotAsync(ec2, input.SnapshotId, ct);
        if (source.State != SnapshotState.Completed) plan.Obstacle($"{input.SnapshotId} is {source.State}, not completed.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var id = (await ec2.CopySnapshotAsync(new()
        {
            SourceSnapshotId = input.SnapshotId,
            SourceRegion = input.SourceRegion,
            Description = input.Description,
            Encrypted = true,
            KmsKeyId = input.KmsKeyId,
            TagSpecifications = Ec2Tags.For(ResourceType.Snapshot, input.Tags),
        }, ct)).SnapshotId;
        context.Done($"created {id}", created: id);
        return new(id);
    }
}
