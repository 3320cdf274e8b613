using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_launch_template (CreateLaunchTemplate), with IMDSv2 required.</summary>
public static class CreateLaunchTemplate
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_launch_template",
        "Creates an EC2 launch template, mostly for Auto Scaling groups. To change one, use ec2_create_template_version.", PlanAsync,
        RunAsync,
        iam: ["ec2:DescribeImages", "ec2:DescribeLaunchTemplates", "ec2:GetEbsEncryptionByDefault", "ec2:CreateLaunchTemplate",
            "ec2:CreateTags", "ssm:GetParameters"],
        examples: ["Make a launch template web with our newest image and t3.small."]);

    public sealed record Input
    {
        [Description("Template name."), RegularExpression(@"[A-Za-z0-9()./_\-]{3,128}")]
        public required string Name { get; init; }

        [Description("Image id, or resolve:ssm:PARAMETER.")]
        public required string ImageId { get; init; }

        [Description("Default: chosen at the launch.")]
        public string? InstanceType { get; init; }

        [Description("Security group ids."), MaxLength(16)]
        public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

        [Description("Key name.")]
        public string? KeyName { get; init; }

        [Description("Instance profile name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Plain text; readable on the instance."), MaxLength(16384)]
        public string? UserData { get; init; }

        [Description("Default the image's."), Range(1, 65536)]
        public int? RootVolumeGib { get; init; }

        [Description("Default the image's."), AllowedValues("gp3", "gp2", "standard")]
        public string? RootVolumeType { get; init; }

        [Description("Off: as the image.")]
        public bool Encrypted { get; init; } = true;

        [Description("Tags of the template and of what it launches.")]
        public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    }

    public sealed record Result(string Id, string Name, long? Version, IReadOnlyList<string> Warnings);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Launching.Check(input.ImageId, input.RootVolumeGib, input.RootVolumeType);
        var image = await Launching.ImageAsync(ec2, input.ImageId, ct);
        var same = await Paging.FirstAsync<LaunchTemplate>(async next =>
        {
            var answer = await ec2.DescribeLaunchTemplatesAsync(
                new() { Filters = [new("launch-template-name", [input.Name])], NextToken = next }, ct);
            return (answer.LaunchTemplates, answer.NextToken);
        }, t => t.LaunchTemplateName == input.Name);
        var unknown = new Unknowns(context.Target);
        var what = $"launch template {input.Name}";
        var plan = new PlanBuilder($"Create the launch template '{input.Name}'; by itself it costs nothing.")
            .Create(what)
            .Create(what, "image", image is null ? input.ImageId : $"{image.ImageId} ({image.Name})")
            .Create(what, "instance type", input.InstanceType ?? "chosen at the launch");
        if (input.SecurityGroupIds.Count > 0) plan.Create(what, "security groups", input.SecurityGroupIds);
        if (input.InstanceProfile is { } profile)
            plan.Create(what, "instance profile", profile, "programs on its instances get its rights");
        await Launching.TellAsync(ec2, plan, what, image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted, unknown, ct);
        if (same is { } old)
            plan.Obstacle(
                $"The launch template '{input.Name}' exists already ({old.LaunchTemplateId}); ec2_create_template_version changes it.");
        return plan.Unknown(unknown.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        Launching.Check(input.ImageId, input.RootVolumeGib, input.RootVolumeType);
        var image = await Launching.ImageAsync(ec2, input.ImageId, ct);
        var answer = await ec2.CreateLaunchTemplateAsync(new()
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
                BlockDeviceMappings = Launching.TemplateMappings(image, input.RootVolumeGib, input.RootVolumeType, input.Encrypted),
                MetadataOptions = new() { HttpTokens = LaunchTemplateHttpTokensState.Required },
                TagSpecifications = input.Tags.Count == 0 ? null : [Tags(ResourceType.Instance), Tags(ResourceType.Volume)],
            },
            TagSpecifications = Ec2Tags.For(ResourceType.LaunchTemplate, input.Tags),
            ClientToken = Guid.NewGuid().ToString(),
        }, ct);
        var template = answer.LaunchTemplate;
        context.Done($"created {template.LaunchTemplateId}", created: template.LaunchTemplateId);
        return new(template.LaunchTemplateId, template.LaunchTemplateName, template.LatestVersionNumber,
            Launching.Warnings(answer.Warning));

        LaunchTemplateTagSpecificationRequest Tags(ResourceType type) =>
            new() { ResourceType = type, Tags = [.. input.Tags.Select(t => new Tag(t.Key, t.Value))] };
    }
}
