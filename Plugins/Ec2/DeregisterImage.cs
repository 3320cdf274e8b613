using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_deregister_image (DeregisterImage).</summary>
public static class DeregisterImage
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "deregister_image", "Deregisters a machine image (AMI), on request with its snapshots.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeImages", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions", "ec2:DeregisterImage", "ec2:DeleteSnapshot"],
        examples: ["Remove the old image ami-0abc and its snapshots."]);

    public sealed record Input
    {
        [Description("Image id.")]
        public required string ImageId { get; init; }

        [Description("Delete its snapshots too.")]
        public bool DeleteSnapshots { get; init; }
    }

    public sealed record Result(string Id, IReadOnlyList<SnapshotResult> Snapshots);

    public sealed record SnapshotResult(string Id, string Outcome);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var image = await Ec2Resources.ImageAsync(ec2, input.ImageId, ct);
        List<Filter> uses = [new("image-id", [image.ImageId])];
        var instances = ec2.DescribeInstancesAsync(new() { Filters = uses }, ct);
        var templates = ec2.DescribeLaunchTemplateVersionsAsync(new() { Versions = ["$Latest", "$Default"], Filters = uses }, ct);
        await Task.WhenAll(instances, templates);

        var snapshots = string.Join(", ", (image.BlockDeviceMappings ?? []).Select(m => m.Ebs?.SnapshotId).OfType<string>());
        var running = ((await instances).Reservations ?? []).SelectMany(r => r.Instances ?? []).ToList();
        return new($"Deregister {image.ImageId} ({image.Name}). Nothing can be launched from it any more.",
        [
            input.DeleteSnapshots ? $"Deletes {snapshots}, except where another image uses one." : $"Keeps {snapshots}.",
            .. InstancePlans.Lines(running, i => $"{InstancePlans.Describe(i)} was launched from it and runs on{(InstancePlans.AutoScalingGroup(i) is { } g ? $"; Auto Scaling group {g} may launch no more" : "")}"),
            .. ((await templates).LaunchTemplateVersions ?? []).Where(v => v.LaunchTemplateData?.ImageId == image.ImageId)
                .Select(v => $"Version {v.VersionNumber} of launch template {v.LaunchTemplateId} ({v.LaunchTemplateName}) uses it and fails from then on").Distinct(),
        ])
        {
            Resources = [new(image.ImageId, $"{image.Name}, {image.State}, {image.Architecture}, snapshots {snapshots}") { Tags = image.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var answer = await ec2.DeregisterImageAsync(new() { ImageId = input.ImageId, DeleteAssociatedSnapshots = input.DeleteSnapshots ? true : null }, ct);
        return new(input.ImageId, [.. (answer.DeleteSnapshotResults ?? []).Select(r => new SnapshotResult(r.SnapshotId, r.ReturnCode))]);
    }
}
