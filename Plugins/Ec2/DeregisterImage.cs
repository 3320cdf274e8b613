using System.ComponentModel;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_deregister_image (DeregisterImage).</summary>
public static class DeregisterImage
{
    public static readonly Ec2Tool Tool = Ec2Tool.Destructive<Input, Result>(
        "deregister_image", "Deregisters a machine image (AMI), on request with its snapshots.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeImages", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions", "ec2:DeregisterImage",
            "ec2:DeleteSnapshot"],
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
        var instances = InstancePlans.FindAsync(ec2, new Filter("image-id", [image.ImageId]), ct);
        var versions = Ec2Resources.VersionsInUseAsync(ec2, [new("image-id", [image.ImageId])], ct);
        await Task.WhenAll(instances, versions);

        var snapshots = (image.BlockDeviceMappings ?? []).Select(m => m.Ebs?.SnapshotId).OfType<string>().Order(StringComparer.Ordinal)
            .ToList();
        var what = $"{image.ImageId} ({image.Name})";
        var plan = new PlanBuilder($"Deregister {what}. Nothing can be launched from it any more.")
            .Touch(new PlannedResource(image.ImageId, $"{image.State}, {image.Architecture}, snapshots {PlanBuilder.Text(snapshots)}")
            {
                Name = image.Name,
                Tags = image.Tags.ToMap(),
            })
            .Delete(what);
        foreach (var snapshot in snapshots)
        {
            if (input.DeleteSnapshots) plan.Delete(snapshot, "except where another image uses it");
            else plan.Keep(snapshot, "it costs money until it is deleted");
        }

        plan.Add(InstancePlans.Kept(await instances, i => InstancePlans.AutoScalingGroup(i) is { } g
            ? $"it was launched from the image; Auto Scaling group {g} may launch no more" : "it was launched from the image and runs on"));
        foreach (var v in (await versions).Where(v => v.LaunchTemplateData?.ImageId == image.ImageId)
            .DistinctBy(v => (v.LaunchTemplateId, v.VersionNumber)))
            plan.Warn($"{Ec2Resources.Describe(v)} uses the image, and launches nothing from then on.");
        if (Ec2Resources.Protection(image) is { } protection)
            plan.Obstacle($"Deregistration protection of {what} is on ({protection}). The EC2 console turns it off, "
                + "and with a cooldown the image can be deregistered 24 hours later.");
        plan.Obstacle(Ec2Resources.KeptByBackup(image.ImageId, image.Tags));
        return plan.NoUndo("AWS keeps the image only where a Recycle Bin rule says so.").Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var answer = await ec2.DeregisterImageAsync(
            new() { ImageId = input.ImageId, DeleteAssociatedSnapshots = input.DeleteSnapshots ? true : null }, ct);
        context.Done($"deregistered {input.ImageId}");
        return new(input.ImageId, [.. (answer.DeleteSnapshotResults ?? []).Select(r => new SnapshotResult(r.SnapshotId, r.ReturnCode))]);
    }
}
