using System.Globalization;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>Groups: found, and told in a few words.</summary>
internal static class Groups
{
    /// <summary>The longest wait for a group to settle.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    /// <exception cref="ToolException">There is none; AWS answers with an empty list.</exception>
    public static async Task<AutoScalingGroup> FindAsync(IAmazonAutoScaling asg, string name, CancellationToken ct) =>
        await SeekAsync(asg, name, ct)
            ?? throw ToolException.NotFound($"The Auto Scaling group '{name}'", "asg_list_groups shows those that exist.");

    /// <summary>The group; null when there is none.</summary>
    public static async Task<AutoScalingGroup?> SeekAsync(IAmazonAutoScaling asg, string name, CancellationToken ct) =>
        await Paging.FirstAsync<AutoScalingGroup>(async token =>
        {
            var page = await asg.DescribeAutoScalingGroupsAsync(new() { AutoScalingGroupNames = [name], NextToken = token }, ct);
            return (page.AutoScalingGroups, page.NextToken);
        });

    /// <summary>As a plan names it.</summary>
    public static PlannedResource ToResource(AutoScalingGroup g) => new(g.AutoScalingGroupARN ?? g.AutoScalingGroupName,
        $"{Capacity.Describe(g)}, {Source(g)}, subnets {PlanBuilder.Text(Subnets(g))}, health check {g.HealthCheckType}, "
        + $"instances {PlanBuilder.Text(g.Instances?.Select(i => i.InstanceId))}")
    {
        Name = g.AutoScalingGroupName,
        Tags = g.Tags.ToMap(),
    };

    /// <summary>A target group, which this service names but does not describe.</summary>
    public static PlannedResource TargetGroup(string arn) => new(arn, "target group");

    /// <summary><c>i-0abc (t3.micro, eu-west-1a, InService, Healthy)</c></summary>
    public static string Describe(Instance i) =>
        $"{i.InstanceId} ({i.InstanceType}, {i.AvailabilityZone}, {i.LifecycleState?.Value}, {i.HealthStatus}"
        + $"{(string.IsNullOrEmpty(i.WeightedCapacity) ? "" : $", weight {i.WeightedCapacity}")}"
        + $"{(i.ProtectedFromScaleIn is true ? ", protected from scale-in" : "")})";

    /// <summary>Its instances in the order of their ids.</summary>
    public static IEnumerable<Instance> Instances(AutoScalingGroup g) =>
        (g.Instances ?? []).OrderBy(i => i.InstanceId, StringComparer.Ordinal);

    public static IReadOnlyList<string> Subnets(AutoScalingGroup g) =>
        (g.VPCZoneIdentifier ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary><c>launch template web:3</c>, or <c>launch configuration old</c>.</summary>
    public static string Source(AutoScalingGroup g) => Source(Specification(g), g.LaunchConfigurationName);

    /// <inheritdoc cref="Source(AutoScalingGroup)"/>
    public static string Source(LaunchTemplateSpecification? template, string? configuration) =>
        template is not null ? $"launch template {LaunchTemplate(template)}" : configuration is not null
            ? $"launch configuration {configuration}" : "an unknown template";

    /// <summary><c>web:3</c>; null for a group that has a launch configuration.</summary>
    public static string? LaunchTemplate(AutoScalingGroup g) => Specification(g) is { } t ? LaunchTemplate(t) : null;

    public static string LaunchTemplate(LaunchTemplateSpecification t) =>
        $"{t.LaunchTemplateName ?? t.LaunchTemplateId}:{t.Version ?? "$Default"}";

    /// <summary>The launch template, which a mixed instances policy holds inside it.</summary>
    public static LaunchTemplateSpecification? Specification(AutoScalingGroup g) =>
        g.LaunchTemplate ?? g.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

    /// <summary>From a name or an id.</summary>
    public static LaunchTemplateSpecification ToSpecification(string nameOrId, string? version) =>
        nameOrId.StartsWith("lt-", StringComparison.Ordinal)
        ? new() { LaunchTemplateId = nameOrId, Version = version }
        : new() { LaunchTemplateName = nameOrId, Version = version };

    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<TagDescription>? tags) =>
        Tags.Map(tags, t => t.Key, t => t.Value);

    /// <summary>What a person must know of processes that are suspended: what the plan promises then does not happen.</summary>
    public static string? Suspended(AutoScalingGroup g, string process, string what) =>
        g.SuspendedProcesses?.Any(p => p.ProcessName == process) is true
            ? $"The process {process} of {g.AutoScalingGroupName} is suspended: {what}." : null;

    /// <summary>
    /// The group as it is or, after waiting, with its desired capacity in service. The note says why it may not have it.
    /// </summary>
    /// <param name="asg">The client.</param>
    /// <param name="name">The group.</param>
    /// <param name="wait">Whether to wait.</param>
    /// <param name="desired">
    /// The desired capacity that was just set: AWS may show the former one for a moment, in which all seems settled. Null where none was.
    /// </param>
    /// <param name="context">The clock.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<(AutoScalingGroup Group, string? Note)> SettleAsync(
        IAmazonAutoScaling asg, string name, bool wait, int? desired, ToolContext context, CancellationToken ct)
    {
        if (!wait) return (await Waiting.AfterCreationAsync(t => FindAsync(asg, name, t), context, ct), null);
        var begun = context.Time.GetTimestamp();
        var group = await Waiting.UntilAsync(t => FindAsync(asg, name, t), g => IsOld(g) ? Wait.NotYet($"{name} is not shown as set yet")
            : Capacity.Judge(g), context, Settling, cancellation: ct);
        if (Capacity.InService(group) is null)
            return (group,
                $"AWS does not tell how many {Capacity.Unit(group)} each instance counts: whether the desired capacity is reached is not "
                    + "known.");
        if (Capacity.Judge(group) == Wait.Done) return (group, null);
        var last = (await asg.DescribeScalingActivitiesAsync(new() { AutoScalingGroupName = name, MaxRecords = 10 }, ct)).Activities?
            .FirstOrDefault(a => a.StatusCode == ScalingActivityStatusCode.Failed);
        var minutes = Settling.TotalMinutes.ToString(CultureInfo.InvariantCulture);
        return (group,
            $"Not settled within {minutes} "
                + $"min.{(last is null ? "" : $" The last activity that failed: {last.StatusMessage ?? last.Description}")}");

        // Later it may be somebody else's change.
        bool IsOld(AutoScalingGroup g) => desired is not null && g.DesiredCapacity != desired
            && context.Time.GetElapsedTime(begun) < TimeSpan.FromSeconds(30);
    }
}
