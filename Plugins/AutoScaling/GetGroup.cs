using System.ComponentModel;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>asg_get_group (DescribeAutoScalingGroups, DescribePolicies, DescribeScheduledActions, DescribeScalingActivities, DescribeInstanceRefreshes).</summary>
public static class GetGroup
{
    public static readonly AsgTool Tool = AsgTool.Read<Input, Result>(
        "get_group", "One Auto Scaling group with its instances, health, policies, last activities and instance refresh. For more history, use asg_list_activities.", RunAsync,
        iam:
        [
            "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribePolicies", "autoscaling:DescribeScheduledActions", "autoscaling:DescribeScalingActivities",
            "autoscaling:DescribeInstanceRefreshes",
        ],
        examples: ["Why did the group web scale out last night?", "Is the instance refresh of web done?"]);

    public sealed record Input
    {
        [Description("Group name.")]
        public required string Group { get; init; }
    }

    public sealed record InstanceRow(string Id, string? Type, string? Zone, string State, string? Health, string? LaunchTemplate, bool ProtectedFromScaleIn);

    public sealed record PolicyRow(string Name, string Rule, bool Enabled);

    public sealed record ActionRow(string Name, string Rule);

    public sealed record ActivityRow(string Status, string? Description, string? Cause, string? Message, DateTime? StartedAt, DateTime? EndedAt);

    public sealed record Refresh(string Id, string Status, int? PercentageComplete, int? InstancesToUpdate, string? Reason);

    public sealed record Result(
        string Arn, string Name, int? Min, int? Desired, int? Max, string? Status, string? LaunchTemplate, IReadOnlyList<string> SubnetIds, IReadOnlyList<string> Zones,
        string? HealthCheckType, int? HealthCheckGracePeriod, IReadOnlyList<string> TargetGroups, IReadOnlyList<string> SuspendedProcesses, string? DeletionProtection, DateTime? CreatedAt,
        IReadOnlyList<InstanceRow> Instances, IReadOnlyList<PolicyRow> Policies, IReadOnlyList<ActionRow> ScheduledActions, IReadOnlyList<ActivityRow> Activities, Refresh? LastRefresh,
        IReadOnlyDictionary<string, string> Tags);

    public static async Task<Result> RunAsync(IAmazonAutoScaling asg, Input input, CancellationToken ct)
    {
        // First, as the others answer for a group that does not exist as for one without any.
        var g = await Groups.FindAsync(asg, input.Group, ct);
        var (policies, actions) = (asg.DescribePoliciesAsync(new() { AutoScalingGroupName = input.Group }, ct), asg.DescribeScheduledActionsAsync(new() { AutoScalingGroupName = input.Group }, ct));
        var activities = asg.DescribeScalingActivitiesAsync(new() { AutoScalingGroupName = input.Group, MaxRecords = 10 }, ct);
        var refreshes = RefreshesAsync(asg, input.Group, ct);
        await Task.WhenAll(policies, actions, activities, refreshes);
        return new(
            g.AutoScalingGroupARN, g.AutoScalingGroupName, g.MinSize, g.DesiredCapacity, g.MaxSize, g.Status, Groups.LaunchTemplate(g),
            (g.VPCZoneIdentifier ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), g.AvailabilityZones ?? [], g.HealthCheckType, g.HealthCheckGracePeriod,
            g.TargetGroupARNs ?? [], [.. (g.SuspendedProcesses ?? []).Select(p => p.ProcessName)], g.DeletionProtection?.Value, g.CreatedTime,
            [.. (g.Instances ?? []).Select(ToRow)],
            [.. ((await policies).ScalingPolicies ?? []).Select(p => new PolicyRow(p.PolicyName, Policies.Describe(p), p.Enabled ?? true))],
            [.. ((await actions).ScheduledUpdateGroupActions ?? []).Select(a => new ActionRow(a.ScheduledActionName, Policies.Describe(a)))],
            [.. ((await activities).Activities ?? []).Select(a => new ActivityRow(a.StatusCode?.Value ?? "", a.Description, a.Cause, a.StatusMessage, a.StartTime, a.EndTime))],
            (await refreshes).FirstOrDefault() is { } r ? new(r.InstanceRefreshId, r.Status?.Value ?? "", r.PercentageComplete, r.InstancesToUpdate, r.StatusReason) : null,
            g.Tags.ToMap());
    }

    private static async Task<IReadOnlyList<InstanceRefresh>> RefreshesAsync(IAmazonAutoScaling asg, string group, CancellationToken ct) =>
        (await asg.DescribeInstanceRefreshesAsync(new() { AutoScalingGroupName = group, MaxRecords = 1 }, ct)).InstanceRefreshes ?? [];

    private static InstanceRow ToRow(Instance i) => new(
        i.InstanceId, i.InstanceType, i.AvailabilityZone, i.LifecycleState?.Value ?? "", i.HealthStatus, i.LaunchTemplate is { } t ? Groups.LaunchTemplate(t) : i.LaunchConfigurationName, i.ProtectedFromScaleIn == true);
}
