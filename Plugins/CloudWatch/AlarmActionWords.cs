namespace Infra.Plugins.CloudWatch;

/// <summary>What the ARNs of alarm actions mean.</summary>
internal static class AlarmActionWords
{
    private static readonly string[] Acts = ["stop", "terminate", "reboot", "recover"];

    /// <summary>A warning of actions that stop, end or restart EC2 instances; null when there are none.</summary>
    /// <param name="actions">
    /// Their ARNs: <c>arn:aws:automate:REGION:ec2:stop</c>, or of SWF, ending in <c>action/actions/AWS_EC2.InstanceId.Stop/1.0</c>.
    /// </param>
    public static string? OnInstances(IEnumerable<string> actions) =>
        actions.Select(Act).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList() is { Count: > 0 } acts
            ? $"The alarm acts on its EC2 instance: {string.Join(", ", acts)}."
            : null;

    private static string? Act(string arn) => Array.Find(Acts, act =>
        arn.EndsWith($":ec2:{act}", StringComparison.OrdinalIgnoreCase)
        || arn.Contains($"AWS_EC2.InstanceId.{act}/", StringComparison.OrdinalIgnoreCase));
}
