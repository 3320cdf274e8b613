using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using Infra.Aws;

namespace Infra.Plugins.Ec2;

/// <summary>ec2_create_template_version (CreateLaunchTemplateVersion, ModifyLaunchTemplate).</summary>
public static class CreateTemplateVersion
{
    public static readonly Ec2Tool Tool = Ec2Tool.Write<Input, Result>(
        "create_template_version",
        "Adds a version to an EC2 launch template: the latest one with these changes. For a new one, use ec2_create_launch_template.",
        PlanAsync, RunAsync,
        iam:
        [
            "ec2:DescribeImages", "ec2:DescribeLaunchTemplates", "ec2:DescribeLaunchTemplateVersions", "ec2:CreateLaunchTemplateVersion",
            "ec2:ModifyLaunchTemplate", "ssm:GetParameters",
        ],
        examples: ["Let the launch template web use the new image."]);

    public sealed record Input
    {
        [Description("Launch template id.")]
        public required string LaunchTemplateId { get; init; }

        [Description("Image id, or resolve:ssm:PARAMETER.")]
        public string? ImageId { get; init; }

        [Description("Instance type.")]
        public string? InstanceType { get; init; }

        [Description("Replaces the present ones."), MinLength(1), MaxLength(16)]
        public IReadOnlyList<string>? SecurityGroupIds { get; init; }

        [Description("Instance profile name or ARN.")]
        public string? InstanceProfile { get; init; }

        [Description("Plain text; readable on the instance."), MaxLength(16384)]
        public string? UserData { get; init; }

        [Description("What is different in this version."), MaxLength(255)]
        public string? Description { get; init; }

        [Description("Make the new version the default one.")]
        public bool SetDefault { get; init; }
    }

    public sealed record Result(string LaunchTemplateId, long? Version, bool IsDefault, IReadOnlyList<string> Warnings);

    private sealed record Next(LaunchTemplate Template, SettingChanges<RequestLaunchTemplateData> Settings, TemplateVolumes.Next Volumes,
        List<string> Obstacles, List<string> Unknown);

    public static async Task<ToolPlan> PlanAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var (template, settings, volumes, obstacles, unknown) = await CompareAsync(ec2, input, ct);
        var plan = new PlanBuilder(
            $"Add version {template.LatestVersionNumber + 1} to {template.LaunchTemplateId} ({template.LaunchTemplateName}).")
            .Touch(Ec2Resources.ToResource(template))
            .Create(Name(template))
            .Add(settings.All)
            .Add(volumes.Changes)
            .Unknown(volumes.Unknown.Concat(unknown))
            .Warn($"Auto Scaling groups that follow $Latest{(input.SetDefault ? " or $Default" : "")} launch it from now on; "
                + "running instances stay as they are.");
        if (input.SetDefault)
            plan.Change($"{template.LaunchTemplateId} ({template.LaunchTemplateName})", "default version",
                template.DefaultVersionNumber, template.LatestVersionNumber + 1);
        foreach (var obstacle in obstacles) plan.Obstacle(obstacle);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonEC2 ec2, Input input, ToolContext context, CancellationToken ct)
    {
        var (template, settings, volumes, _, _) = await CompareAsync(ec2, input, ct);
        var data = settings.ApplyTo(new RequestLaunchTemplateData { BlockDeviceMappings = volumes.Send });
        var answer = await ec2.CreateLaunchTemplateVersionAsync(new()
        {
            LaunchTemplateId = template.LaunchTemplateId,
            SourceVersion = template.LatestVersionNumber?.ToString(CultureInfo.InvariantCulture),
            VersionDescription = input.Description,
            LaunchTemplateData = data,
            ClientToken = Guid.NewGuid().ToString(),
        }, ct);
        var version = answer.LaunchTemplateVersion.VersionNumber;
        context.Done($"created version {version} of {template.LaunchTemplateId}", created: $"{template.LaunchTemplateId}:{version}");
        if (input.SetDefault)
        {
            var number = version?.ToString(CultureInfo.InvariantCulture);
            await ec2.ModifyLaunchTemplateAsync(new() { LaunchTemplateId = template.LaunchTemplateId, DefaultVersion = number }, ct);
            context.Done($"made version {version} the default of {template.LaunchTemplateId}");
        }

        return new(template.LaunchTemplateId, version, input.SetDefault, Launching.Warnings(answer.Warning));
    }

    private static async Task<Next> CompareAsync(IAmazonEC2 ec2, Input input, CancellationToken ct)
    {
        var template = await Ec2Resources.TemplateAsync(ec2, input.LaunchTemplateId, ct);
        var latest = await LatestAsync(ec2, template, ct);
        var (what, obstacles, unknown) = (Name(template), new List<string>(), new List<string>());
        var settings = new SettingChanges<RequestLaunchTemplateData>(what);
        settings.Add("image", latest.ImageId, input.ImageId, (d, id) => d.ImageId = id);
        settings.Add("instance type", latest.InstanceType?.Value, input.InstanceType, (d, type) => d.InstanceType = type);
        if (input.InstanceType is not null && latest.InstanceRequirements is not null)
            obstacles.Add($"The latest version of {template.LaunchTemplateId} chooses instance types by requirements, "
                + "and EC2 takes no type beside them.");
        AddGroups();
        settings.Add("instance profile", latest.IamInstanceProfile?.Arn ?? latest.IamInstanceProfile?.Name, input.InstanceProfile,
            (d, profile) => d.IamInstanceProfile = Launching.TemplateProfile(profile));
        if (Launching.Encode(input.UserData) is { } userData)
            // What is in it stays out of the plan: it often holds secrets.
            settings.Add(new(userData == latest.UserData ? ChangeKind.None : ChangeKind.Change, what)
            {
                Property = "user data",
                From = string.IsNullOrEmpty(latest.UserData) ? "none" : "set",
                To = userData == latest.UserData ? "set" : "replaced",
            }, d => d.UserData = userData);
        if (settings.IsEmpty) throw ToolException.NothingToChange();
        return new(template, settings, await VolumesAsync(ec2, input, what, latest, ct), obstacles, unknown);

        void AddGroups()
        {
            if (input.SecurityGroupIds is not { } groups) return;
            // With network interfaces in the template, EC2 takes groups only in them: beside them no instance could be launched.
            var interfaces = latest.NetworkInterfaces ?? [];
            if (interfaces.Count == 0)
            {
                settings.Add("security groups", (latest.SecurityGroupIds ?? []).Concat(latest.SecurityGroups ?? []), groups, (d, to) =>
                    d.SecurityGroupIds = [.. to]);
                if (latest.SecurityGroups is { Count: > 0 } names)
                    unknown.Add(
                        $"Whether EC2 launches with group ids beside the names that the version inherits ({PlanBuilder.Text(names)}).");
                return;
            }

            var primary = interfaces.FirstOrDefault(n => n.DeviceIndex is 0 or null) ?? interfaces[0];
            settings.Add($"security groups of interface {primary.DeviceIndex ?? 0}", primary.Groups ?? [], groups, (d, to) =>
                d.NetworkInterfaces =
            [
                .. interfaces.Select(n =>
                {
                    var copy = SameNames.Copy<LaunchTemplateInstanceNetworkInterfaceSpecificationRequest>(n);
                    if (n == primary) copy.Groups = [.. to];
                    return copy;
                }),
            ]);
            if (!string.IsNullOrEmpty(primary.NetworkInterfaceId))
                obstacles.Add(
                    $"Interface {primary.DeviceIndex ?? 0} of the template is {primary.NetworkInterfaceId}, which has its own groups.");
        }
    }

    private static async Task<TemplateVolumes.Next> VolumesAsync(
        IAmazonEC2 ec2, Input input, string what, ResponseLaunchTemplateData latest, CancellationToken ct)
    {
        var now = latest.BlockDeviceMappings ?? [];
        if (input.ImageId is null || input.ImageId == latest.ImageId) return TemplateVolumes.Same(now);
        var image = Launching.ImageAsync(ec2, input.ImageId, ct);
        // The old image may be gone by now.
        var old = now.Count == 0 || string.IsNullOrEmpty(latest.ImageId) || Launching.IsParameter(latest.ImageId)
            ? Task.FromResult<List<Image>>([]) : Ec2Resources.ImagesAsync(ec2, null, new("image-id", [latest.ImageId]), ct);
        await Task.WhenAll(image, old);
        return TemplateVolumes.For(what, now, (await old).FirstOrDefault(i => i.ImageId == latest.ImageId), await image);
    }

    private static string Name(LaunchTemplate t) => $"version {t.LatestVersionNumber + 1} of {t.LaunchTemplateName}";

    private static async Task<ResponseLaunchTemplateData> LatestAsync(IAmazonEC2 ec2, LaunchTemplate template, CancellationToken ct) =>
        (await Ec2Resources.VersionAsync(ec2, template.LaunchTemplateId, null, "$Latest", ct))?.LaunchTemplateData ?? new();
}
