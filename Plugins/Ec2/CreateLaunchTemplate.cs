using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_launch_template (CreateLaunchTemplate), with IMDSv2 required.</summary>
public static class CreateLaunchTemplate
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_launch_template", "Creates an EC2 launch template, for Auto Scaling groups above all. To change one, use ec2_create_template_version.", PlanAsync, RunAsync,
        iam: ["ec2:DescribeImages", "ec2:DescribeLaunchTemplates", "ec2:CreateLaunchTemplate", "ec2:CreateTags"],
        examples: ["Make a launch template web with our newest image and t3.small."]);

    public sealed record Input
    {
        [Description("Template name."), RegularExpression(@"[A-Za-z0-9()./_\-]{3,128}")]
        public required string Name { get; init; }

        [Description("Image id.")]
        public required string ImageId { get; init; }

        [Description("Else chosen at launch.")]
        public string? InstanceType { get; init; }

        [Description("Security group ids."), MaxLength(16)]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Key name.")]
        public string? KeyName { get; init; }

        [Description("Name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Plain text."), MaxLength(16384)]
        public string? UserData { get; init; }

        [Description("Else the image's."), Range(1, 65536)]
        public int? RootVolumeGib { get; init; }

        [Description("Root volume."), AllowedValues("gp3", "gp2", "standard")]
        public string? RootVolumeType { get; init; }

        [Description("All volumes.")]
        public bool Encrypted { get; init; } = true;

        [Description("Of template and instances.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, long? Version);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var image = await Ec2Resources.ImageAsync(ec2, input.ImageId, ct);
        var same = await ec2.DescribeLaunchTemplatesAsync(new() { Filters = [new("launch-template-name", [input.Name])] }, ct);
        if ((same.LaunchTemplates ?? []).FirstOrDefault(t => t.LaunchTemplateName == input.Name) is { } old)
            throw new ToolException(ToolErrorCode.Conflict, $"The launch template '{input.Name}' exists already ({old.LaunchTemplateId}).", "Use ec2_create_template_version to change it.");
        return new($"Create the launch template '{input.Name}'.",
        [
            $"It launches {input.InstanceType ?? "any type"} from {image.ImageId} ({image.Name}); by itself it costs nothing.",
            .. Launching.Disks(image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted).Select(d => $"Volume: {Launching.Describe(d)}."),
        ]);
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var image = await Ec2Resources.ImageAsync(ec2, input.ImageId, ct);
        var template = (await ec2.CreateLaunchTemplateAsync(new()
        {
            LaunchTemplateName = input.Name,
            LaunchTemplateData = new()
            {
                ImageId = input.ImageId,
                InstanceType = input.InstanceType,
                SecurityGroupIds = input.SecurityGroupIds.Count == 0 ? null : [.. input.SecurityGroupIds],
                KeyName = input.KeyName,
                IamInstanceProfile = Launching.TemplateProfile(input.InstanceProfile),
                UserData = Launching.Encode(input.UserData),
                BlockDeviceMappings = Launching.TemplateDisks(image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted),
                MetadataOptions = new() { HttpTokens = LaunchTemplateHttpTokensState.Required },
                TagSpecifications = input.Tags.Count == 0 ? null : [Tags(ResourceType.Instance), Tags(ResourceType.Volume)],
            },
            TagSpecifications = Ec2Tags.For(ResourceType.LaunchTemplate, input.Tags),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).LaunchTemplate;
        return new(template.LaunchTemplateId, template.LaunchTemplateName, template.LatestVersionNumber);

        LaunchTemplateTagSpecificationRequest Tags(ResourceType type) => new() { ResourceType = type, Tags = [.. input.Tags.Select(t => new Tag(t.Key, t.Value))] };
    }
}
