using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_image (CreateImage).</summary>
public static class CreateImage
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_image", "Creates a machine image (AMI) of an EC2 instance and its volumes.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeInstances", "ec2:DescribeImages", "ec2:CreateImage", "ec2:CreateTags"],
        examples: ["Make an image of the web server before we change it."]).With(deadline: TimeSpan.FromMinutes(17));

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Image name that the account does not have yet."), StringLength(128, MinimumLength = 3)]
        public required string Name { get; init; }

        [Description("What it is for."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Reboot it first, for consistent file systems.")]
        public bool Reboot { get; init; }

        [Description("Tags of the image and its snapshots.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

        [Description("Until available, max 15 min."), OutsidePlan]
        public bool Wait { get; init; }
    }

    public sealed record Result(string Id, string State);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var found = InstancePlans.FindAsync(ec2, input.InstanceId, ct);
        var same = Ec2Resources.ImagesAsync(ec2, ["self"], new("name", [Ec2Tags.Literal(input.Name)]), ct);
        await Task.WhenAll(found, same);
        var instance = await found;
        var what = InstancePlans.Describe(instance);
        var reboots = input.Reboot && instance.State.Name == InstanceStateName.Running;
        var plan = new PlanBuilder($"Create the image '{input.Name}' of {what}.")
            .Touch(reboots ? [InstancePlans.ToResource(instance)] : [])
            .Create($"image {input.Name}", "its snapshots cost money until they are deleted")
            .Create($"image {input.Name}", "snapshots of", InstancePlans.Volumes(instance).Select(v => v.VolumeId));
        if (reboots) plan.Change(what, "operating system", "up", "restarted", "out of service meanwhile");
        else plan.Keep(what, instance.State.Name == InstanceStateName.Running ? "file systems may be inconsistent in the image" : null);
        if ((await same).FirstOrDefault(i => i.Name == input.Name) is { } old)
            plan.Obstacle($"The account has an image of this name: {old.ImageId}.");
        if (instance.RootDeviceType == DeviceType.InstanceStore)
            plan.Obstacle($"The root volume of {what} is an instance store, of which EC2 makes no image.");
        return plan.Build();
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
        context.Done($"created {id}", created: id);
        if (!input.Wait) return new(id, ImageState.Pending);

        var image = await Waiting.UntilAsync(
            t => Ec2Resources.ImageAsync(ec2, id, t), Judge, context, TimeSpan.FromMinutes(15), cancellation: ct);
        return new(id, image.State);
    }

    private static Wait Judge(Image i) =>
        i.State == ImageState.Available ? Wait.Done
        : i.State == ImageState.Pending || i.State == ImageState.Transient ? Wait.NotYet($"{i.ImageId} is {i.State}")
        : Wait.Failed($"{i.ImageId} is {i.State} ({i.StateReason?.Message ?? i.StateReason?.Code ?? "no reason given"}).");
}
