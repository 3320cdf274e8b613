using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_image (CreateImage).</summary>
public static class CreateImage
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_image", "Makes a machine image (AMI) of an EC2 instance and its volumes.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeImages", "ec2:CreateImage", "ec2:CreateTags"],
        examples: ["Make an image of the web server before we change it."]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Image name, new in the account."), StringLength(128, MinimumLength = 3)]
        public required string Name { get; init; }

        [Description("What for."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Reboot it, for consistent file systems.")]
        public bool Reboot { get; init; }

        [Description("Of image and snapshots.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 15 min.")]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var instance = await InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        var volumes = (instance.BlockDeviceMappings ?? []).Where(m => m.Ebs is not null).Select(m => m.Ebs.VolumeId).ToList();
        return new($"Make the image '{input.Name}' of {InstancePlans.Describe(instance)}.",
        [
            input.Reboot && instance.State.Name == InstanceStateName.Running ? "The instance is rebooted." : "The instance is not touched.",
            $"Snapshots of {string.Join(", ", volumes)} are taken, and cost money until they are deleted.",
        ])
        {
            Resources = input.Reboot ? [InstancePlans.ToResource(instance)] : [],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var id = (await ec2.CreateImageAsync(new()
        {
            InstanceId = input.InstanceId,
            Name = input.Name,
            Description = input.Description,
            // EC2 itself reboots unless told not to.
            NoReboot = !input.Reboot,
            TagSpecifications = Ec2Tags.For([ResourceType.Image, ResourceType.Snapshot], input.Tags),
        }, ct)).ImageId;
        if (!input.Wait) return new(id, ImageState.Pending);

        var image = await Waiting.UntilAsync(t => Ec2Resources.ImageAsync(ec2, id, t), i => i.State != ImageState.Pending,
            i => $"{i.ImageId} is {i.State}", context, TimeSpan.FromMinutes(15), cancellation: ct);
        return new(id, image.State);
    }
}
