using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_update_group (UpdateAutoScalingGroup).</summary>
public static class UpdateGroup
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "update_group", "Changes a group's limits, launch template, subnets or health checks. To bring a new template to running instances, use asg_start_instance_refresh.", PlanAsync, RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:UpdateAutoScalingGroup", "ec2:RunInstances", "ec2:CreateTags",
            "ssm:GetParameters", "iam:PassRole>ec2.amazonaws.com",
        ],
        examples: ["Let the group web grow to ten.", "Use version 7 of the launch template."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("Min.")]
        public int? Min { get; init; }

        [Description("Max.")]
        public int? Max { get; init; }

        [Description("Name or id.")]
        public string? LaunchTemplate { get; init; }

        [Description("Number, $Latest or $Default.")]
        public string? LaunchTemplateVersion { get; init; }

        [Description("Subnet ids.")]
        public IReadOnlyList<string> SubnetIds { get; init; } = [];

        [Description("Health checks."), AllowedValues("EC2", "ELB")]
        public string? HealthCheckType { get; init; }

        [Description("Seconds.")]
        public int? HealthCheckGracePeriod { get; init; }

        [Description("Deletion protection."), AllowedValues("none", "prevent-force-deletion", "prevent-all-deletion")]
        public string? DeletionProtection { get; init; }
    }

    public sealed record Result(string Name, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var (min, max) = (input.Min ?? group.MinSize ?? 0, input.Max ?? group.MaxSize ?? 0);
        if (min > max) throw new ToolException(ToolErrorCode.InvalidInput, $"min {min} is more than max {max}.");
        var desired = Math.Clamp(group.DesiredCapacity ?? 0, min, max) - (group.DesiredCapacity ?? 0);
        return new($"Change the Auto Scaling group {input.Group}.",
        [
            .. Changes(group, input),
            .. desired > 0 ? [$"{desired} instance(s) start, as fewer would run than min"] : desired < 0 ? [$"{-desired} instance(s) are terminated, as more run than max"] : Array.Empty<string>(),
            .. NewTemplate(group, input) is null ? Array.Empty<string>() : ["instances that run keep the old launch template; new ones get the new one"],
        ])
        {
            Resources = [Groups.ToResource(group)],
        };
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var changes = Changes(group, input);
        var template = NewTemplate(group, input);
        var mixed = template is null || group.LaunchTemplate is not null ? null : group.MixedInstancesPolicy;
        if (mixed is not null) mixed.LaunchTemplate.LaunchTemplateSpecification = template;
        await asg.UpdateAutoScalingGroupAsync(new()
        {
            AutoScalingGroupName = input.Group,
            MinSize = input.Min,
            MaxSize = input.Max,
            LaunchTemplate = mixed is null ? template : null,
            MixedInstancesPolicy = mixed,
            VPCZoneIdentifier = input.SubnetIds.Count == 0 ? null : string.Join(',', input.SubnetIds),
            HealthCheckType = input.HealthCheckType,
            HealthCheckGracePeriod = input.HealthCheckGracePeriod,
            DeletionProtection = input.DeletionProtection,
        }, ct);
        return new(input.Group, changes);
    }

    private static IReadOnlyList<string> Changes(AutoScalingGroup group, Input input)
    {
        List<string> changes = [];
        Add("min", group.MinSize, input.Min);
        Add("max", group.MaxSize, input.Max);
        Add("launch template", Groups.LaunchTemplate(group), NewTemplate(group, input) is { } template ? Groups.LaunchTemplate(template) : null);
        Add("subnets", group.VPCZoneIdentifier, input.SubnetIds.Count == 0 ? null : string.Join(',', input.SubnetIds));
        Add("health checks", group.HealthCheckType, input.HealthCheckType);
        Add("grace period", group.HealthCheckGracePeriod, input.HealthCheckGracePeriod);
        Add("deletion protection", group.DeletionProtection?.Value ?? "none", input.DeletionProtection);
        return changes.Count > 0 ? changes : throw new ToolException(ToolErrorCode.InvalidInput, "Nothing to change was given.");

        void Add(string what, object? now, object? then)
        {
            if (then is not null) changes.Add($"{what}: {now ?? "none"} -> {then}");
        }
    }

    private static LaunchTemplateSpecification? NewTemplate(AutoScalingGroup group, Input input)
    {
        if (input.LaunchTemplate is null && input.LaunchTemplateVersion is null) return null;
        var now = Groups.Specification(group);
        var template = input.LaunchTemplate ?? now?.LaunchTemplateId ?? now?.LaunchTemplateName
            ?? throw new ToolException(ToolErrorCode.InvalidInput, $"{input.Group} uses a launch configuration, which has no versions.", "Give launchTemplate too.");
        return Groups.ToSpecification(template, input.LaunchTemplateVersion ?? "$Default");
    }
}
