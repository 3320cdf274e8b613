using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_update_group (UpdateAutoScalingGroup).</summary>
public static class UpdateGroup
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "update_group",
        "Changes a group's limits, launch template, subnets or health checks. To bring a new template to running instances, use "
            + "asg_start_instance_refresh.",
        PlanAsync, RunAsync,
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

        [Description("Fewest instances."), Range(0, int.MaxValue)]
        public int? Min { get; init; }

        [Description("Most instances."), Range(0, int.MaxValue)]
        public int? Max { get; init; }

        [Description("Name or id.")]
        public string? LaunchTemplate { get; init; }

        [Description("Number, $Latest or $Default.")]
        public string? LaunchTemplateVersion { get; init; }

        [Description("Subnets to have; replaces the present ones."), MinLength(1)]
        public IReadOnlyList<string>? SubnetIds { get; init; }

        [Description("Besides EC2's."), AllowedValues("EC2", "ELB", "EBS", "VPC_LATTICE")]
        public string? HealthCheckType { get; init; }

        [Description("Seconds until checks count."), Range(0, int.MaxValue)]
        public int? HealthCheckGracePeriod { get; init; }

        [Description("At replacements; -1 none."), Range(-1, 100)]
        public int? MinHealthyPercentage { get; init; }

        [Description("At replacements; -1 none."), Range(-1, 200)]
        public int? MaxHealthyPercentage { get; init; }

        [Description("Deletions that are refused."), AllowedValues("none", "prevent-force-deletion", "prevent-all-deletion")]
        public string? DeletionProtection { get; init; }
    }

    public sealed record Result(string Name, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        if (input.Min > input.Max) throw ToolException.InvalidInput($"min {input.Min} is more than max {input.Max}.");
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var changes = Compare(group, input);
        var plan = new PlanBuilder($"Change the Auto Scaling group {input.Group}.").Touch(Groups.ToResource(group)).Add(changes.All);
        var (min, max, desired) = (input.Min ?? group.MinSize ?? 0, input.Max ?? group.MaxSize ?? 0, group.DesiredCapacity ?? 0);
        if (min > max) return plan.Obstacle($"min {min} would be more than max {max}.").Build();

        // AWS moves the desired capacity into new limits by itself.
        var clamped = Math.Clamp(desired, min, max);
        if (clamped != desired) plan.Change(input.Group, "desired capacity", desired, clamped, "it must lie between min and max");
        SetDesiredCapacity.Scaling(plan, group, clamped - desired);
        if (NewTemplate(group, input.LaunchTemplate, input.LaunchTemplateVersion) is not null)
        {
            plan.Keep($"{group.Instances?.Count ?? 0} instance(s) of {input.Group}",
                "they keep what they were launched with; new ones get the new launch template");
            foreach (var own in (group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [])
                .Where(o => o.LaunchTemplateSpecification is not null))
                plan.Keep(
                    $"launch template {Groups.LaunchTemplate(own.LaunchTemplateSpecification)} of {own.InstanceType ?? "an override"}",
                    "the override names its own");
        }

        if (clamped == desired && Before(group, input) is { } before) plan.Undo("asg_update_group", before);
        return plan.Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var changes = Compare(await Groups.FindAsync(asg, input.Group, ct), input);
        if (changes.ChangesNothing) return new(input.Group, []);
        await asg.UpdateAutoScalingGroupAsync(changes.ApplyTo(new() { AutoScalingGroupName = input.Group }), ct);
        foreach (var change in changes.Changed) context.Done($"set the {change.Property} of {input.Group} to {change.To}");
        return new(input.Group, [.. context.Steps.Select(s => s.What)]);
    }

    private static SettingChanges<UpdateAutoScalingGroupRequest> Compare(AutoScalingGroup group, Input input)
    {
        var changes = new SettingChanges<UpdateAutoScalingGroupRequest>(input.Group);
        changes.Add("min", group.MinSize, input.Min, (r, v) => r.MinSize = v);
        changes.Add("max", group.MaxSize, input.Max, (r, v) => r.MaxSize = v);
        if (NewTemplate(group, input.LaunchTemplate, input.LaunchTemplateVersion) is { } template)
            changes.Add("launch template", Groups.Source(group), Groups.Source(template, null), (r, _) => SetTemplate(r, group, template));
        changes.Add("subnets", Groups.Subnets(group), input.SubnetIds, (r, v) => r.VPCZoneIdentifier = string.Join(',', v!));
        changes.Add("health check", group.HealthCheckType, input.HealthCheckType, (r, v) => r.HealthCheckType = v);
        changes.Add("health check grace period", group.HealthCheckGracePeriod, input.HealthCheckGracePeriod, (r, v) =>
            r.HealthCheckGracePeriod = v);
        // Both or neither: AWS takes the policy as one.
        if ((input.MinHealthyPercentage ?? input.MaxHealthyPercentage) is not null)
        {
            var (was, wanted) = (group.InstanceMaintenancePolicy, Maintenance(group, input));
            changes.Add("maintenance policy", Percentages(was), Percentages(wanted), (r, _) => r.InstanceMaintenancePolicy = wanted);
        }

        changes.Add("deletion protection", group.DeletionProtection?.Value ?? "none", input.DeletionProtection, (r, v) =>
            r.DeletionProtection = v);
        return changes.IsEmpty ? throw ToolException.NothingToChange() : changes;
    }

    private static InstanceMaintenancePolicy Maintenance(AutoScalingGroup group, Input input)
    {
        var was = group.InstanceMaintenancePolicy;
        var (least, most) = (input.MinHealthyPercentage ?? was?.MinHealthyPercentage ?? -1, input.MaxHealthyPercentage
            ?? was?.MaxHealthyPercentage ?? -1);
        if (least < 0 != most < 0) throw ToolException.InvalidInput("minHealthyPercentage and maxHealthyPercentage go together.");
        if (most is >= 0 and < 100 || (most >= 0 && most - least > 100))
            throw ToolException.InvalidInput("maxHealthyPercentage must be 100 to 200, and at most 100 above minHealthyPercentage.");
        return new() { MinHealthyPercentage = least, MaxHealthyPercentage = most };
    }

    private static string Percentages(InstanceMaintenancePolicy? policy) =>
        policy?.MinHealthyPercentage is >= 0 and var least ? $"{least} to {policy.MaxHealthyPercentage} %" : "none";

    /// <summary>The template that a call names; null where it names none.</summary>
    internal static LaunchTemplateSpecification? NewTemplate(AutoScalingGroup group, string? template, string? version)
    {
        if (template is null && version is null) return null;
        var now = Groups.Specification(group);
        version ??= "$Default";
        // The present template, under its id or its name, keeps both, so that plans know it again.
        if (now is not null && (template is null || template == now.LaunchTemplateId || template == now.LaunchTemplateName))
            return new() { LaunchTemplateId = now.LaunchTemplateId, LaunchTemplateName = now.LaunchTemplateName, Version = version };
        return Groups.ToSpecification(
            template ?? throw ToolException.InvalidInput(
                $"{group.AutoScalingGroupName} uses a launch configuration, which has no versions.", "Give launchTemplate too."),
            version);
    }

    private static void SetTemplate(UpdateAutoScalingGroupRequest request, AutoScalingGroup group, LaunchTemplateSpecification template)
    {
        if (Mixed(group, template) is { } mixed) request.MixedInstancesPolicy = mixed;
        else request.LaunchTemplate = Sendable(template);
    }

    /// <summary>A group's mixed instances policy with another template in it; null for a group that has none.</summary>
    internal static MixedInstancesPolicy? Mixed(AutoScalingGroup group, LaunchTemplateSpecification template)
    {
        if (group.LaunchTemplate is not null || group.MixedInstancesPolicy is not { LaunchTemplate: { } mixed } policy) return null;
        foreach (var its in (mixed.Overrides ?? []).Where(o => o.LaunchTemplateSpecification is not null))
            its.LaunchTemplateSpecification = Sendable(its.LaunchTemplateSpecification);
        return new()
        {
            InstancesDistribution = policy.InstancesDistribution,
            LaunchTemplate = new() { LaunchTemplateSpecification = Sendable(template), Overrides = mixed.Overrides },
        };
    }

    // AWS describes a template by id and name and refuses both in one request.
    internal static LaunchTemplateSpecification Sendable(LaunchTemplateSpecification t) => t.LaunchTemplateId is null
        ? new() { LaunchTemplateName = t.LaunchTemplateName, Version = t.Version }
        : new() { LaunchTemplateId = t.LaunchTemplateId, Version = t.Version };

    // Null where this tool cannot set what was: a launch configuration, several health checks.
    private static Dictionary<string, object>? Before(AutoScalingGroup group, Input input)
    {
        var template = NewTemplate(group, input.LaunchTemplate, input.LaunchTemplateVersion) is null ? null : Groups.Specification(group);
        if (template is null && NewTemplate(group, input.LaunchTemplate, input.LaunchTemplateVersion) is not null) return null;
        if (input.HealthCheckType is not null && group.HealthCheckType?.Contains(',', StringComparison.Ordinal) is true) return null;
        return Policies.Given(
            ("group", input.Group),
            ("min", input.Min is null ? null : group.MinSize),
            ("max", input.Max is null ? null : group.MaxSize),
            ("launchTemplate", template?.LaunchTemplateId ?? template?.LaunchTemplateName),
            ("launchTemplateVersion", template is null ? null : template.Version ?? "$Default"),
            ("subnetIds", input.SubnetIds is null ? null : Groups.Subnets(group)),
            ("healthCheckType", input.HealthCheckType is null ? null : group.HealthCheckType),
            ("healthCheckGracePeriod", input.HealthCheckGracePeriod is null ? null : group.HealthCheckGracePeriod),
            ("minHealthyPercentage", (input.MinHealthyPercentage ?? input.MaxHealthyPercentage) is null ? null
                : group.InstanceMaintenancePolicy?.MinHealthyPercentage ?? -1),
            ("maxHealthyPercentage", (input.MinHealthyPercentage ?? input.MaxHealthyPercentage) is null ? null
                : group.InstanceMaintenancePolicy?.MaxHealthyPercentage ?? -1),
            ("deletionProtection", input.DeletionProtection is null ? null : group.DeletionProtection?.Value ?? "none"));
    }
}
