using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_set_mixed_instances (UpdateAutoScalingGroup).</summary>
public static class SetMixedInstances
{
    public static readonly AsgTool Tool = AsgTool.Write<Input, Result>(
        "set_mixed_instances", "Lets a group launch several instance types, and Spot besides On-Demand. Running instances stay.", PlanAsync,
        RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:UpdateAutoScalingGroup", "ec2:RunInstances", "ec2:CreateTags",
            "ssm:GetParameters", "iam:PassRole>ec2.amazonaws.com", "iam:CreateServiceLinkedRole>spot.amazonaws.com",
        ],
        examples: ["Run half of the group web on Spot, on any of these types."],
        idempotent: true);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }

        [Description("In order of preference; replaces the present ones."), MinLength(1), MaxLength(40)]
        public IReadOnlyList<string>? InstanceTypes { get; init; }

        [Description("On-Demand before any Spot."), Range(0, int.MaxValue)]
        public int? OnDemandBase { get; init; }

        [Description("On-Demand above that; the rest is Spot."), Range(0, 100)]
        public int? OnDemandPercentage { get; init; }

        [Description("How Spot is chosen.")]
        [AllowedValues("price-capacity-optimized", "capacity-optimized", "capacity-optimized-prioritized", "lowest-price")]
        public string? SpotStrategy { get; init; }
    }

    public sealed record Result(string Name, IReadOnlyList<string> Changed);

    public static async Task<ToolPlan> PlanAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        var group = await Groups.FindAsync(asg, input.Group, ct);
        var (changes, _) = Compare(group, input);
        var plan = new PlanBuilder($"Change what {input.Group} launches ({Capacity.Describe(group)}).")
            .Touch(Groups.ToResource(group)).Add(changes.All)
            .Keep($"{group.Instances?.Count ?? 0} instance(s) of {input.Group}", "asg_start_instance_refresh replaces them");
        if (input.OnDemandPercentage is < 100) plan.Warn("AWS takes Spot instances back with two minutes' notice.");
        if (group.WarmPoolConfiguration is not null)
        {
            if (input.OnDemandPercentage is < 100 || input.OnDemandPercentage is null && UsesSpot(group)) plan.Obstacle(
                "The group has a warm pool, which does not go with Spot; asg_delete_warm_pool deletes it.");
            else plan.Unknown("Whether AWS takes several instance types beside the group's warm pool: it did not in former years.");
        }

        var (overrides, was) = (Overrides(group), group.MixedInstancesPolicy?.InstancesDistribution);
        if (input.InstanceTypes is { } wanted)
        {
            // A type that stays keeps its weight and launch template; what goes is told whole.
            foreach (var o in overrides.Where(o => o.InstanceType is null || !wanted.Contains(o.InstanceType)))
                plan.Delete($"{GetGroup.Describe(o)} of {input.Group}", "running instances of it stay");
            if (overrides.Any(o => !string.IsNullOrEmpty(o.WeightedCapacity))
                && wanted.Where(t => overrides.All(o => o.InstanceType != t)).ToList() is { Count: > 0 } fresh)
                plan.Obstacle($"The group's types have weights, and AWS wants one for each; this tool cannot give one to "
                    + $"{string.Join(", ", fresh)}.");
        }

        if (group.MixedInstancesPolicy is null) return plan.NoUndo(
            "asg_update_group with launchTemplate keeps the mix; AWS takes one launch template back only where it is set anew.").Build();
        if (input.InstanceTypes is not null && overrides.Any(o => o.InstanceType is null || !input.InstanceTypes.Contains(o.InstanceType)
            && (!string.IsNullOrEmpty(o.WeightedCapacity) || o.LaunchTemplateSpecification is not null)))
            return plan.NoUndo("This tool cannot set the weights, launch templates and requirements that go.").Build();
        return plan.Undo("asg_set_mixed_instances", Policies.Given(
            ("group", input.Group), ("instanceTypes", input.InstanceTypes is null ? null : Types(group)),
            ("onDemandBase", input.OnDemandBase is null ? null : was?.OnDemandBaseCapacity ?? 0),
            ("onDemandPercentage", input.OnDemandPercentage is null ? null : was?.OnDemandPercentageAboveBaseCapacity ?? 100),
            ("spotStrategy", input.SpotStrategy is null ? null : was?.SpotAllocationStrategy))).Build();
    }

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        var (changes, policy) = Compare(await Groups.FindAsync(asg, input.Group, ct), input);
        if (changes.ChangesNothing) return new(input.Group, []);
        changes.ApplyTo(policy);
        await asg.UpdateAutoScalingGroupAsync(new() { AutoScalingGroupName = input.Group, MixedInstancesPolicy = policy }, ct);
        foreach (var change in changes.Changed) context.Done($"set the {change.Property} of {input.Group} to {change.To}");
        return new(input.Group, [.. context.Steps.Select(s => s.What)]);
    }

    private static (SettingChanges<MixedInstancesPolicy> Changes, MixedInstancesPolicy Policy) Compare(AutoScalingGroup group, Input input)
    {
        var template = Groups.Specification(group)
            ?? throw ToolException.InvalidInput($"{input.Group} uses a launch configuration, which cannot mix.",
                "Give it a launch template with asg_update_group first.");
        var now = group.MixedInstancesPolicy;
        // The whole policy is sent: what is left out would go back to AWS's defaults.
        var policy = new MixedInstancesPolicy
        {
            InstancesDistribution = now?.InstancesDistribution ?? new() { SpotAllocationStrategy = "price-capacity-optimized" },
            LaunchTemplate = new()
            {
                LaunchTemplateSpecification = UpdateGroup.Sendable(template),
                Overrides = now?.LaunchTemplate?.Overrides
            },
        };
        foreach (var its in (policy.LaunchTemplate.Overrides ?? []).Where(o => o.LaunchTemplateSpecification is not null))
            its.LaunchTemplateSpecification = UpdateGroup.Sendable(its.LaunchTemplateSpecification);
        var changes = new SettingChanges<MixedInstancesPolicy>(input.Group);
        changes.Add("instance types", string.Join(" > ", Types(group)), input.InstanceTypes is { } types ? string.Join(" > ", types) : null,
            (p, _) => p.LaunchTemplate.Overrides = [.. input.InstanceTypes!.Select(t => Overrides(group).FirstOrDefault(o =>
                o.InstanceType == t) ?? new LaunchTemplateOverrides { InstanceType = t })]);
        changes.Add("On-Demand base", now?.InstancesDistribution?.OnDemandBaseCapacity ?? 0, input.OnDemandBase, (p, v) =>
            p.InstancesDistribution.OnDemandBaseCapacity = v);
        changes.Add("On-Demand percentage above the base", now?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100,
            input.OnDemandPercentage,
            (p, v) => p.InstancesDistribution.OnDemandPercentageAboveBaseCapacity = v);
        changes.Add("Spot strategy", now?.InstancesDistribution?.SpotAllocationStrategy, input.SpotStrategy, (p, v) =>
        {
            p.InstancesDistribution.SpotAllocationStrategy = v;
            // AWS takes a number of pools for this strategy alone, and tells one of its own for it.
            if (v is not "lowest-price") p.InstancesDistribution.SpotInstancePools = null;
        });
        return changes.IsEmpty ? throw ToolException.NothingToChange() : (changes, policy);
    }

    /// <summary>Whether the group launches Spot Instances, as far as its policy tells.</summary>
    internal static bool UsesSpot(AutoScalingGroup group) =>
        group.MixedInstancesPolicy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity is < 100;

    private static List<LaunchTemplateOverrides> Overrides(AutoScalingGroup group) =>
        group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];

    private static IReadOnlyList<string> Types(AutoScalingGroup group) =>
        [.. Overrides(group).Select(o => o.InstanceType).OfType<string>()];
}
