using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>Groups: found, and told in a few words.</summary>
internal static class Groups
{
    /// <exception cref="ToolException">There is none; AWS answers with an empty list.</exception>
    public static async Task<AutoScalingGroup> FindAsync(IAmazonAutoScaling asg, string name, CancellationToken ct) =>
        (await asg.DescribeAutoScalingGroupsAsync(new() { AutoScalingGroupNames = [name] }, ct)).AutoScalingGroups?.FirstOrDefault()
        ?? throw new ToolException(ToolErrorCode.NotFound, $"There is no Auto Scaling group '{name}'.", "asg_list_groups shows those that exist.");

    /// <summary>As a plan names it.</summary>
    public static PlannedResource ToResource(AutoScalingGroup g) => new(g.AutoScalingGroupARN ?? g.AutoScalingGroupName,
        $"{Capacity(g)}, {LaunchTemplate(g)}, subnets {g.VPCZoneIdentifier}, health check {g.HealthCheckType}, instances {string.Join(" ", (g.Instances ?? []).Select(i => i.InstanceId).DefaultIfEmpty("none"))}")
    { Tags = g.Tags.ToMap() };

    /// <summary><c>min 1, desired 2, max 4</c></summary>
    public static string Capacity(AutoScalingGroup g) => $"min {g.MinSize}, desired {g.DesiredCapacity}, max {g.MaxSize}";

    /// <summary><c>i-0abc (t3.micro, eu-west-1a, InService, Healthy)</c></summary>
    public static string Describe(Instance i) =>
        $"{i.InstanceId} ({i.InstanceType}, {i.AvailabilityZone}, {i.LifecycleState?.Value}, {i.HealthStatus}{(i.ProtectedFromScaleIn == true ? ", protected from scale-in" : "")})";

    /// <summary><c>web:3</c>, or the name of a launch configuration.</summary>
    public static string? LaunchTemplate(AutoScalingGroup g) => Specification(g) is { } t ? LaunchTemplate(t) : g.LaunchConfigurationName;

    public static string LaunchTemplate(LaunchTemplateSpecification t) => $"{t.LaunchTemplateName ?? t.LaunchTemplateId}:{t.Version ?? "$Default"}";

    /// <summary>The launch template, which a mixed instances policy holds inside it.</summary>
    public static LaunchTemplateSpecification? Specification(AutoScalingGroup g) => g.LaunchTemplate ?? g.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;

    /// <summary>From a name or an id.</summary>
    public static LaunchTemplateSpecification ToSpecification(string nameOrId, string? version) => nameOrId.StartsWith("lt-", StringComparison.Ordinal)
        ? new() { LaunchTemplateId = nameOrId, Version = version }
        : new() { LaunchTemplateName = nameOrId, Version = version };

    public static IReadOnlyDictionary<string, string> ToMap(this IEnumerable<TagDescription>? tags) =>
        (tags ?? []).OrderBy(t => t.Key, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value ?? "");

    /// <summary>The group as it is, or after waiting until all of its desired instances are in service and no other is there.</summary>
    public static Task<AutoScalingGroup> SettleAsync(IAmazonAutoScaling asg, string name, bool wait, ToolContext context, CancellationToken ct) => Waiting.UntilAsync(
        t => FindAsync(asg, name, t), g => InService(g) == g.DesiredCapacity && g.Instances?.Count == InService(g),
        g => $"{InService(g)} of {g.DesiredCapacity} instances are in service", context, wait ? TimeSpan.FromMinutes(10) : TimeSpan.Zero, cancellation: ct);

    public static int InService(AutoScalingGroup g) => (g.Instances ?? []).Count(i => i.LifecycleState == LifecycleState.InService);
}
