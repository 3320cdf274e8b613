using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_template_version (CreateLaunchTemplateVersion, ModifyLaunchTemplate).</summary>
public static class CreateTemplateVersion
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_template_version", "Adds a version to an EC2 launch template: the latest one with these changes. For a new one, use ec2_create_launch_template.", PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeImages", "ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions", "ec2:CreateLaunchTemplateVersion",
            "ec2:ModifyLaunchTemplate",
        ],
        examples: ["Let the launch template web use the new image."]);

    public sealed record Input
    {
        [Description("Launch template id.")]
        public required string TemplateId { get; init; }

        [Description("Image id.")]
        public string? ImageId { get; init; }

        [Description("Instance type.")]
        public string? InstanceType { get; init; }

        [Description("All to have."), MinLength(1), MaxLength(16)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Plain text."), MaxLength(16384)]
        public string? UserData { get; init; }

        [Description("What changed."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Set default.")]
        public bool SetDefault { get; init; }
    }

    public sealed record Result(string TemplateId, long? Version, bool IsDefault);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var template = await Ec2Resources.TemplateAsync(ec2, input.TemplateId, ct);
        var latest = await LatestAsync(ec2, template, ct);
        if (input.ImageId is { } id) await Ec2Resources.ImageAsync(ec2, id, ct);
        return new($"Add version {template.LatestVersionNumber + 1} to {template.LaunchTemplateId} ({template.LaunchTemplateName}).",
        [
            .. Changed("image", latest.ImageId, input.ImageId),
            .. Changed("type", latest.InstanceType?.Value, input.InstanceType),
            .. Changed("security groups", string.Join(", ", latest.SecurityGroupIds ?? []), input.SecurityGroupIds is { } groups ? string.Join(", ", groups) : null),
            .. Changed("instance profile", latest.IamInstanceProfile?.Arn ?? latest.IamInstanceProfile?.Name, input.InstanceProfile),
            .. input.UserData is null ? [] : new[] { "user data: replaced" },
            input.SetDefault ? $"default version: {template.DefaultVersionNumber} -> {template.LatestVersionNumber + 1}" : $"default version: {template.DefaultVersionNumber} (stays)",
            "Groups that follow $Latest launch it from now on; running instances stay as they are.",
        ])
        {
            Resources = [new(template.LaunchTemplateId, $"latest version {template.LatestVersionNumber}, default {template.DefaultVersionNumber}") { Tags = template.Tags.ToMap() }],
        };
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var template = await Ec2Resources.TemplateAsync(ec2, input.TemplateId, ct);
        var version = (await ec2.CreateLaunchTemplateVersionAsync(new()
        {
            LaunchTemplateId = template.LaunchTemplateId,
            SourceVersion = template.LatestVersionNumber?.ToString(CultureInfo.InvariantCulture),
            VersionDescription = input.Description,
            LaunchTemplateData = new()
            {
                ImageId = input.ImageId,
                InstanceType = input.InstanceType,
                SecurityGroupIds = input.SecurityGroupIds is { } groups ? [.. groups] : null,
                IamInstanceProfile = Launching.TemplateProfile(input.InstanceProfile),
                UserData = Launching.Encode(input.UserData),
            },
            ClientToken = Guid.NewGuid().ToString(),
        }, ct)).LaunchTemplateVersion;
        if (input.SetDefault)
            await ec2.ModifyLaunchTemplateAsync(new() { LaunchTemplateId = template.LaunchTemplateId, DefaultVersion = version.VersionNumber?.ToString(CultureInfo.InvariantCulture) }, ct);
        return new(template.LaunchTemplateId, version.VersionNumber, input.SetDefault);
    }

    private static async Task<ResponseLaunchTemplateData> LatestAsync(IAmazonEC2 ec2, LaunchTemplate template, CancellationToken ct)
    {
        var answer = await ec2.DescribeLaunchTemplateVersionsAsync(new() { LaunchTemplateId = template.LaunchTemplateId, Versions = ["$Latest"] }, ct);
        return (answer.LaunchTemplateVersions ?? []).FirstOrDefault()?.LaunchTemplateData ?? new();
    }

    private static IEnumerable<string> Changed(string what, string? now, string? then) =>
        then is null ? [] : [$"{what}: {(string.IsNullOrEmpty(now) ? "none" : now)} -> {then}"];
}
