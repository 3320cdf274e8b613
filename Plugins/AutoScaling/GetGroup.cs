using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_get_group (DescribeAutoScalingGroups, DescribePolicies, DescribeScheduledActions, DescribeScalingActivities,
/// DescribeInstanceRefreshes).</summary>
public static class GetGroup
{
    // An answer has about 5,000 tokens; the note says which call shows the rest.
    private const int MostInstances = 30, MostPolicies = 20, MostActions = 20, MostActivities = 5;

    public static readonly AsgTool Tool = AsgTool.Read<Input, Result>(
        "get_group",
        "One Auto Scaling group: instances, policies, last 5 activities with causes, last instance refresh. "
            + "For older ones, use asg_list_activities.",
        RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions",
                "autoscaling:DescribeScalingActivities",
            "autoscaling:DescribeInstanceRefreshes", "autoscaling:DescribeLifecycleHooks",
        ],
        examples: ["Why did the group web scale out last night?", "Is the instance refresh of web done?"]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }
    }

    public sealed record InstanceRow(
        string Id, string? Type, string? Zone, string State, string? Health, string? LaunchTemplate, string? LaunchConfiguration,
            int? Weight,
        bool ProtectedFromScaleIn);

    public sealed record PolicyRow(string Name, string Rule, bool Enabled);

    public sealed record ActionRow(string Name, string Rule);

    public sealed record ActivityRow(string Status, string? Description, string? Cause, string? Message, DateTime? StartedAt,
        DateTime? EndedAt);

    public sealed record HookRow(string Name, string Rule);

    public sealed record Refresh(string Id, string Status, int? PercentageComplete, int? InstancesToUpdate, string? Reason);

    public sealed record Mixed(IReadOnlyList<string> Overrides, int? OnDemandBase, int? OnDemandPercentageAboveBase, string? SpotStrategy);

    public sealed record Warm(string? State, int? MinSize, int? MaxPreparedCapacity, int? Instances);

    public sealed record Maintenance(int? MinHealthyPercentage, int? MaxHealthyPercentage);

    public sealed record Result(
        string Arn, string Name, int? Min, int? Desired, int? Max, string? Unit, int? InServiceCapacity, string? Status,
        string? LaunchTemplate, string? LaunchConfiguration, Mixed? MixedInstances, IReadOnlyList<string> SubnetIds,
            IReadOnlyList<string> Zones,
        string? HealthCheckType, int? HealthCheckGracePeriod, IReadOnlyList<string> TargetGroups,
            IReadOnlyList<string> ClassicLoadBalancers,
        IReadOnlyList<string> OtherTrafficSources, Warm? WarmPool, Maintenance? MaintenancePolicy, IReadOnlyList<string> SuspendedProcesses,
        string? DeletionProtection, DateTime? CreatedAt, int InstanceCount, IReadOnlyList<InstanceRow> Instances,
        IReadOnlyList<PolicyRow>? Policies, IReadOnlyList<ActionRow>? ScheduledActions, IReadOnlyList<ActivityRow>? Activities,
            Refresh? LastRefresh, IReadOnlyList<HookRow>? LifecycleHooks,
        IReadOnlyDictionary<string, string> Tags, string? Note);

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, ToolContext context, CancellationToken ct)
    {
        // Its failure counts first, as the others answer for a group that does not exist as for one without any.
        var finding = Groups.FindAsync(asg, input.Group, ct);
        var unknowns = new Unknowns(context.Target);
        var policies = unknowns.TryAsync("The policies", () => AutoScaling.Policies.AllAsync(asg, input.Group, ct));
        var actions = unknowns.TryAsync("The scheduled actions", () => AutoScaling.Policies.AllActionsAsync(asg, input.Group, ct));
        var activities = unknowns.TryAsync("The activities",
            () => asg.DescribeScalingActivitiesAsync(new() { AutoScalingGroupName = input.Group, MaxRecords = MostActivities }, ct));
        var refreshes = unknowns.TryAsync("The last instance refresh",
            () => StartInstanceRefresh.LastAsync(asg, input.Group, null, ct));
        var hooks = unknowns.TryAsync("The lifecycle hooks", () => AutoScaling.LifecycleHooks.OfAsync(asg, input.Group, ct));
        await Task.WhenAll(finding, policies, actions, activities, refreshes, hooks);
        var g = await finding;
        // Those in trouble first, as they are what a reader looks for.
        var instances = Groups.Instances(g).OrderBy(i => i.HealthStatus == "Healthy" && i.LifecycleState == LifecycleState.InService)
            .ToList();
        return new(
            g.AutoScalingGroupARN, g.AutoScalingGroupName, g.MinSize, g.DesiredCapacity, g.MaxSize, Capacity.Unit(g),
            Capacity.Unit(g) is null ? null : Capacity.InService(g), g.Status,
            Groups.LaunchTemplate(g), g.LaunchConfigurationName, ToMixed(g.MixedInstancesPolicy), Groups.Subnets(g),
                Sorted(g.AvailabilityZones),
            g.HealthCheckType, g.HealthCheckGracePeriod, Sorted(g.TargetGroupARNs), Sorted(g.LoadBalancerNames), Others(g),
            ToWarm(g), g.InstanceMaintenancePolicy is { } m ? new(m.MinHealthyPercentage, m.MaxHealthyPercentage) : null,
            Sorted(g.SuspendedProcesses?.Select(p => p.ProcessName)), g.DeletionProtection?.Value, g.CreatedTime,
            instances.Count, [.. instances.Take(MostInstances).Select(ToRow)],
            (await policies)?.Take(MostPolicies).Select(p =>
                new PolicyRow(p.PolicyName, AutoScaling.Policies.Describe(p), p.Enabled ?? true)).ToList(),
            (await actions)?.Take(MostActions).Select(a => new ActionRow(a.ScheduledActionName, AutoScaling.Policies.Describe(a))).ToList(),
            (await activities) is { } last ? [.. (last.Activities ?? []).Select(ToRow)] : null,
            await refreshes is { } r ? new(r.InstanceRefreshId, r.Status?.Value ?? "", r.PercentageComplete, r.InstancesToUpdate,
                r.RollbackDetails?.RollbackReason is { Length: > 0 } why ? $"{r.StatusReason} Rolled back: {why}".TrimStart()
                    : r.StatusReason) : null,
            (await hooks)?.Select(h => new HookRow(h.LifecycleHookName, AutoScaling.LifecycleHooks.Describe(h))).ToList(),
            g.Tags.ToMap(), Note());

        string? Note()
        {
            string?[] all =
            [
                instances.Count > MostInstances
                    ? $"The first {MostInstances} of {instances.Count} instances; ec2_list_instances with tags "
                        + $"aws:autoscaling:groupName={input.Group} lists all." : null,
                policies.Result?.Count > MostPolicies
                    ? $"The first {MostPolicies} of {policies.Result.Count} policies; asg_list_policies lists all." : null,
                actions.Result?.Count > MostActions
                    ? $"The first {MostActions} of {actions.Result.Count} scheduled actions; asg_list_scheduled_actions lists all." : null,
                unknowns.Note,
            ];
            return Notes.Join(all);
        }
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string>? names) => [.. (names ?? []).Order(StringComparer.Ordinal)];

    /// <summary>What the group is attached to beside target groups and Classic load balancers: VPC Lattice.</summary>
    private static IReadOnlyList<string> Others(AutoScalingGroup g) =>
        Sorted(g.TrafficSources?.Select(s => s.Identifier).Except(g.TargetGroupARNs ?? []).Except(g.LoadBalancerNames ?? []));

    private static Mixed? ToMixed(MixedInstancesPolicy? policy) => policy is null ? null : new(
        [.. (policy.LaunchTemplate?.Overrides ?? []).Select(Describe)],
        policy.InstancesDistribution?.OnDemandBaseCapacity, policy.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity,
        policy.InstancesDistribution?.SpotAllocationStrategy);

    /// <summary><c>m6i.large, weight 2, launch template web-arm:3</c></summary>
    internal static string Describe(LaunchTemplateOverrides o) => (o.InstanceType ?? (o.InstanceRequirements is { } wanted
            ? $"any type with {wanted.VCpuCount?.Min} vCPUs and {wanted.MemoryMiB?.Min} MiB or more" : "the type of the template"))
        + (string.IsNullOrEmpty(o.WeightedCapacity) ? "" : $", weight {o.WeightedCapacity}")
        + (o.LaunchTemplateSpecification is { } own ? $", launch template {Groups.LaunchTemplate(own)}" : "");

    private static Warm? ToWarm(AutoScalingGroup g) => g.WarmPoolConfiguration is { } pool
        ? new(pool.Status?.Value ?? pool.PoolState?.Value, pool.MinSize, pool.MaxGroupPreparedCapacity, g.WarmPoolSize) : null;

    private static ActivityRow ToRow(Activity a) =>
        new(a.StatusCode?.Value ?? "", a.Description, a.Cause, a.StatusMessage, a.StartTime, a.EndTime);

    private static InstanceRow ToRow(Instance i) => new(
        i.InstanceId, i.InstanceType, i.AvailabilityZone, i.LifecycleState?.Value ?? "", i.HealthStatus,
        i.LaunchTemplate is { } t ? Groups.LaunchTemplate(t) : null, i.LaunchConfigurationName,
        int.TryParse(i.WeightedCapacity, out var weight) ? weight : null, i.ProtectedFromScaleIn is true);
}
