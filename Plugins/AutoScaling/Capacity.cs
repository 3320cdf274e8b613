using System.Globalization;
using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;
using Infra.Aws;

namespace Infra.Plugins.AutoScaling;

/// <summary>
/// The capacity of a group. Min, desired and max count instances, unless the group gives its instance types weights or counts vCPUs or
/// memory: an instance then counts as much as its weight.
/// </summary>
internal static class Capacity
{
    /// <summary>What min, desired and max count; null for instances.</summary>
    public static string? Unit(AutoScalingGroup g) => g.DesiredCapacityType switch
    {
        "vcpu" => "vCPUs",
        "memory-mib" => "MiB of memory",
        _ => Weights(g).Any() || (g.Instances ?? []).Any(i => i.WeightedCapacity is not (null or "" or "1")) ? "units" : null,
    };

    /// <summary><c>2 instance(s)</c>, or <c>8 units</c>.</summary>
    public static string Amount(AutoScalingGroup g, int? amount) => Unit(g) is { } unit ? $"{amount} {unit}" : $"{amount} instance(s)";

    /// <summary><c>min 1, desired 2, max 4</c>, with the unit where that is not instances.</summary>
    public static string Describe(AutoScalingGroup g) =>
        $"min {g.MinSize}, desired {g.DesiredCapacity}, max {g.MaxSize}{(Unit(g) is { } unit ? $" {unit}" : "")}";

    /// <summary>How much an instance counts; null where AWS does not tell.</summary>
    public static int? Of(AutoScalingGroup g, Instance i) =>
        int.TryParse(i.WeightedCapacity, NumberStyles.None, CultureInfo.InvariantCulture, out var weight) ? weight
        : g.DesiredCapacityType is "vcpu" or "memory-mib" ? null : 1;

    /// <summary>The capacity in service; null where AWS does not tell how much an instance counts.</summary>
    public static int? InService(AutoScalingGroup g) =>
        (g.Instances ?? []).Where(IsInService).Aggregate((int?)0, (sum, i) => sum + Of(g, i));

    /// <summary>How many instances are in service, whatever they count.</summary>
    public static int Instances(AutoScalingGroup g) => (g.Instances ?? []).Count(IsInService);

    /// <summary><c>, 1 to 2 instances</c>: how many would start or end for so much capacity, by the weights of the group.</summary>
    public static string InInstances(AutoScalingGroup g, int amount)
    {
        var weights = Weights(g).ToList();
        if (weights.Count == 0) return "";
        var (fewest, most) = ((amount + weights.Max() - 1) / weights.Max(), (amount + weights.Min() - 1) / weights.Min());
        return fewest == most ? $", {most} instance(s)" : $", {fewest} to {most} instances";
    }

    /// <summary>What a scale-in may choose from, in the order of their ids.</summary>
    public static IReadOnlyList<Instance> Removable(AutoScalingGroup g) =>
    [
        .. (g.Instances ?? [])
            .Where(i => i.ProtectedFromScaleIn is not true && (IsInService(i) || State(i).StartsWith("Pending", StringComparison.Ordinal)))
            .OrderBy(i => i.InstanceId, StringComparer.Ordinal),
    ];

    /// <summary>
    /// Whether the group has its desired capacity and nothing is starting or ending. Weights need not meet it exactly: a surplus smaller
    /// than any instance stays. Instances on standby, or kept after termination, do not count and do not move.
    /// </summary>
    public static Wait Judge(AutoScalingGroup g)
    {
        var (there, desired) = (InService(g), g.DesiredCapacity ?? 0);
        var now = Wait.NotYet($"{there?.ToString(CultureInfo.InvariantCulture) ?? "an unknown part"} of {Amount(g, desired)} in service");
        if ((g.Instances ?? []).Any(IsMoving)) return now;
        // Nothing moves, and whether that is enough cannot be told; the result says so.
        if (there is not { } sum) return Wait.Done;
        return sum < desired || Removable(g).Any(i => Of(g, i) <= sum - desired) ? now : Wait.Done;
    }

    private static IEnumerable<int> Weights(AutoScalingGroup g) =>
        from o in g.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []
        where int.TryParse(o.WeightedCapacity, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        select int.Parse(o.WeightedCapacity, CultureInfo.InvariantCulture) into weight
        where weight > 0
        select weight;

    private static bool IsInService(Instance i) => i.LifecycleState == LifecycleState.InService;

    private static bool IsMoving(Instance i) => State(i) is not "Terminating:Retained" and var state
        && (state.StartsWith("Pending", StringComparison.Ordinal) || state.StartsWith("Terminating", StringComparison.Ordinal)
            || state.StartsWith("ReplacingRootVolume", StringComparison.Ordinal)
                || state is "Detaching" or "EnteringStandby" or "RootVolumeReplaced");

    private static string State(Instance i) => i.LifecycleState?.Value ?? "";
}
