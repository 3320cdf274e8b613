using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>What plans say of instances that leave their group's service or come back.</summary>
internal static class Members
{
    /// <summary>The instances with these ids; those that the group does not have are obstacles.</summary>
    public static IReadOnlyList<Instance> Of(PlanBuilder plan, AutoScalingGroup group, IReadOnlyList<string> ids)
    {
        foreach (var id in ids.Where(id => group.Instances?.Exists(i => i.InstanceId == id) is not true).Order(StringComparer.Ordinal))
            plan.Obstacle($"{id} is no instance of {group.AutoScalingGroupName}; asg_get_group lists them.");
        return [.. Groups.Instances(group).Where(i => ids.Contains(i.InstanceId))];
    }

    /// <summary>The desired capacity falls by the instances, in place of replacements.</summary>
    public static void Shrink(PlanBuilder plan, AutoScalingGroup group, int count)
    {
        if (Unknown(plan, group, "lowers")) return;
        var after = (group.DesiredCapacity ?? 0) - count;
        plan.Change(group.AutoScalingGroupName, "desired capacity", group.DesiredCapacity, after, "no replacements are launched");
        if (after < group.MinSize) plan.Obstacle(
            $"{after} is below min {group.MinSize}; asg_update_group lowers min, or let replacements be launched.");
    }

    /// <summary>The desired capacity rises by the instances.</summary>
    public static void Grow(PlanBuilder plan, AutoScalingGroup group, int count)
    {
        if (Unknown(plan, group, "raises")) return;
        var after = (group.DesiredCapacity ?? 0) + count;
        plan.Change(group.AutoScalingGroupName, "desired capacity", group.DesiredCapacity, after);
        if (after > group.MaxSize) plan.Obstacle($"{after} is above max {group.MaxSize}; asg_update_group raises max.");
    }

    // Where the capacity is in weights, vCPUs or memory, an instance is not one of it.
    private static bool Unknown(PlanBuilder plan, AutoScalingGroup group, string what)
    {
        if (Capacity.Unit(group) is not { } unit) return false;
        plan.Unknown($"By how many {unit} AWS {what} the desired capacity {group.DesiredCapacity}: the group does not count instances.");
        return true;
    }
}
