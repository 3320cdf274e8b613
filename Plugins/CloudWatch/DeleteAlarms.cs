using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_delete_alarms: shows them and what uses them, and on confirmation deletes them (DeleteAlarms).</summary>
public static class DeleteAlarms
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Destructive<Input, Result>(
        "delete_alarms", "Deletes alarms. To only mute them, use cloudwatch_set_alarm_actions.", PlanAsync, RunAsync,
        iam: ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:DeleteAlarms"],
        examples: ["Delete the alarms of the old group."]);

    public sealed record Input
    {
        [Description("Names."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<string> Alarms { get; init; }
    }

    public sealed record Result(IReadOnlyList<string> Deleted);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        var alarms = await Alarms.FindAsync(cloudWatch, input.Alarms, ct);
        var parents = await Task.WhenAll(alarms.Select(async a => (Alarm: a, Uses: await ParentsAsync(cloudWatch, a.Name, ct))));
        return new($"Delete {alarms.Count} alarm(s) with their history of actions.",
        [
            .. alarms.Select(a => $"{a.Describe()} is deleted; {string.Join(", ", a.AlarmActions.DefaultIfEmpty("it notified nobody on ALARM"))}"),
            .. parents.SelectMany(p => p.Uses.Select(u => $"the composite alarm {u} uses {p.Alarm.Name}: AWS will refuse while it does")),
            .. alarms.Where(a => a.Name.StartsWith("TargetTracking-", StringComparison.Ordinal)).Select(a => $"{a.Name} belongs to a scaling policy, which stops working"),
        ])
        {
            Resources = await Alarms.ResourcesAsync(cloudWatch, alarms, ct),
        };
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        await cloudWatch.DeleteAlarmsAsync(new() { AlarmNames = [.. input.Alarms] }, ct);
        return new(input.Alarms);
    }

    private static async Task<IEnumerable<string>> ParentsAsync(IAmazonCloudWatch cloudWatch, string name, CancellationToken ct) =>
        ((await cloudWatch.DescribeAlarmsAsync(new() { ParentsOfAlarmName = name, AlarmTypes = ["CompositeAlarm"] }, ct)).CompositeAlarms ?? [])
        .Where(c => c.AlarmRule?.Contains(name, StringComparison.Ordinal) ?? true).Select(c => c.AlarmName);
}
