using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

/// <summary>Lifecycle hooks: found, and told in a few words.</summary>
internal static class LifecycleHooks
{
    /// <summary>The hooks of a group by name; AWS gives them all at once.</summary>
    public static async Task<IReadOnlyList<LifecycleHook>> OfAsync(IAmazonAutoScaling asg, string group, CancellationToken ct) =>
        [.. ((await asg.DescribeLifecycleHooksAsync(new() { AutoScalingGroupName = group }, ct)).LifecycleHooks ?? [])
            .OrderBy(h => h.LifecycleHookName, StringComparer.Ordinal)];

    /// <summary><c>terminating: up to 300 s, then CONTINUE; notifies arn:…</c></summary>
    public static string Describe(LifecycleHook h) =>
        $"{Transition(h)}: up to {h.HeartbeatTimeout ?? 3600} s, then {h.DefaultResult ?? "ABANDON"}"
        + $"{(string.IsNullOrEmpty(h.NotificationTargetARN) ? "" : $"; notifies {h.NotificationTargetARN}")}";

    /// <summary>The arguments of asg_put_lifecycle_hook that make it again.</summary>
    public static Dictionary<string, object> Arguments(LifecycleHook h)
    {
        var arguments = new Dictionary<string, object>
        {
            ["group"] = h.AutoScalingGroupName,
            ["hook"] = h.LifecycleHookName,
            ["transition"] = Transition(h),
            ["timeout"] = h.HeartbeatTimeout ?? 3600,
            ["defaultResult"] = h.DefaultResult ?? "ABANDON",
        };
        if (!string.IsNullOrEmpty(h.NotificationTargetARN) && !string.IsNullOrEmpty(h.RoleARN)) (arguments["notificationArn"],
            arguments["roleArn"]) = (h.NotificationTargetARN, h.RoleARN);
        return arguments;
    }

    private static string Transition(LifecycleHook h) =>
        h.LifecycleTransition?.EndsWith("TERMINATING", StringComparison.Ordinal) is true ? "terminating" : "launching";
}
