using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_copy_image (CopyImage).</summary>
public static class CopyImage
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "copy_image", "Copies a machine image (AMI) into this region, with new snapshots. ec2_list_images tells when it is available.",
        PlanAsync, RunAsync,
        iam: ["ec2:DescribeImages", "ec2:CopyImage", "ec2:CreateTags", .. Ec2Resources.KeyActions],
        examples: ["Bring our image from eu-west-1 to this region.", "Make an encrypted copy of ami-0abc."]);

    public sealed record Input
    {
        [Description("Image to copy.")]
        public required string ImageId { get; init; }

        [Description("Where it is.")]
        public required string SourceRegion { get; init; }

        [Description("Of the copy."), StringLength(128, MinimumLength = 3)]
        public required string Name { get; init; }

        [Description("Off: as the source.")]
        public bool Encrypted { get; init; } = true;

        [Description("Default: the account's key for EBS.")]
        public string? KmsKeyId { get; init; }

        [Description("Else the source's.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var what = $"image {input.Name}";
        var plan = new PlanBuilder($"Copy {input.ImageId} of {input.SourceRegion} to the image '{input.Name}'.")
            .Create(what, "its snapshots cost money until they are deleted")
            .Create(what, "encryption", input.Encrypted ? $"on, {input.KmsKeyId ?? "default key"}" : "as the source");
        var same = await Ec2Resources.ImagesAsync(ec2, ["self"], new("name", [Ec2Tags.Literal(input.Name)]), ct);
        if (same.FirstOrDefault(i => i.Name == input.Name) is { } old) plan.Obstacle(
            $"The account has an image of this name: {old.ImageId}.");
        if (input.SourceRegion != context.Target.Region) return plan.Unknown($"{input.ImageId} is in another region and was not looked at.")
            .Build();
        var source = await Ec2Resources.ImageAsync(ec2, input.ImageId, ct);
        if (source.State != Amazon.EC2.ImageState.Available) plan.Obstacle($"{input.ImageId} is {source.State}, not available.");
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var id = (await ec2.CopyImageAsync(new()
        {
            SourceImageId = input.ImageId,
            SourceRegion = input.SourceRegion,
            Name = input.Name,
            // "false" is refused where the source is encrypted.
            Encrypted = input.Encrypted ? true : null,
            KmsKeyId = input.KmsKeyId,
            CopyImageTags = input.Tags.Count == 0 ? true : null,
            TagSpecifications = Ec2Tags.For([ResourceType.Image, ResourceType.Snapshot], input.Tags),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).ImageId;
        context.Done($"created {id}", created: id);
        return new(id);
    }

    private static void Check(Input input)
    {
        if (!input.Encrypted && input.KmsKeyId is not null) throw ToolException.InvalidInput("A key is only for an encrypted copy.",
            "Leave kmsKeyId out, or encrypted on.");
    }
}
