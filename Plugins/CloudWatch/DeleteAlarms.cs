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

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var alarms = await Alarms.FindAsync(cloudWatch, input.Alarms, ct);
        var unknowns = new Unknowns(context.Target);
        var resources = Alarms.ResourcesAsync(cloudWatch, alarms, unknowns, context, ct);
        var parents = ParentsAsync(cloudWatch, alarms, unknowns, context, ct);
        await Task.WhenAll(resources, parents);

        var plan = new PlanBuilder($"Delete {alarms.Count} alarm(s). CloudWatch keeps their history.").Touch(await resources);
        foreach (var alarm in alarms)
        {
            plan.Delete(alarm.Describe(), string.Join(", ", alarm.AlarmActions.DefaultIfEmpty("it notified nobody on ALARM")));
            if (alarm.Name.StartsWith("TargetTracking-", StringComparison.Ordinal))
                plan.Warn($"{alarm.Name} belongs to a target tracking scaling policy, which stops working without it.");
            foreach (var parent in (await parents)[alarm.Name].Where(p => alarms.All(a => a.Name != p)))
                plan.Obstacle($"The composite alarm {parent} uses {alarm.Name}; name it in this call too, or change its rule first.");
        }

        if (Order(alarms, await parents) is null)
            plan.Obstacle("The composite alarms use each other in a circle; set the rule of one of them to FALSE first.");
        plan.Unknown(unknowns.Notes);
        return (alarms is [{ Metric: { } only }] && AlarmPuts.Again(only, (await resources)[0].Tags) is { } again
            ? plan.Undo(again.Tool, again.Arguments)
            : plan.NoUndo("No one call creates these alarms again; the plan and the journal tell their rules and actions.")).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        var alarms = await Alarms.FindAsync(cloudWatch, input.Alarms, ct);
        var composites = alarms.Where(a => a.IsComposite).ToList();
        var parents = composites.Count > 1 ? await ParentsAsync(cloudWatch, composites, new(context.Target), context, ct) : [];
        var order = Order(composites, parents) ?? throw ToolException.Conflict("The composite alarms use each other in a circle.");
        // One request takes no more than one composite alarm, and an alarm goes only after those that use it.
        foreach (var name in order)
        {
            await cloudWatch.DeleteAlarmsAsync(new() { AlarmNames = [name] }, ct);
            context.Done($"deleted the composite alarm {name}");
            await Task.Delay(Paced.PauseOfActs, context.Time, ct);
        }

        List<string> metric = [.. alarms.Where(a => !a.IsComposite).Select(a => a.Name)];
        if (metric.Count > 0)
        {
            await cloudWatch.DeleteAlarmsAsync(new() { AlarmNames = metric }, ct);
            context.Done($"deleted {string.Join(", ", metric)}");
        }

        return new([.. order, .. metric]);
    }

    /// <summary>The composite alarms so that each comes before those that its rule names; null when they form a circle.</summary>
    private static List<string>? Order(IEnumerable<Alarm> alarms, Dictionary<string, IReadOnlyList<string>> parents)
    {
        List<string> order = [], left = [.. alarms.Where(a => a.IsComposite).Select(a => a.Name)];
        while (left.Count > 0)
        {
            if (left.Find(n => !parents.GetValueOrDefault(n, []).Any(left.Contains)) is not { } next) return null;
            order.Add(next);
            left.Remove(next);
        }

        return order;
    }

    /// <summary>By alarm, the composite alarms whose rules name it.</summary>
    private static async Task<Dictionary<string, IReadOnlyList<string>>> ParentsAsync(
        IAmazonCloudWatch cloudWatch, IReadOnlyList<Alarm> alarms, Unknowns unknowns, ToolContext context, CancellationToken ct)
    {
        var parents = await alarms.PacedAsync(async (a, t) =>
            await unknowns.TryAsync($"The composite alarms that use {a.Name}", () => ParentsAsync(cloudWatch, a.Name, t)) ?? [],
            context, ct);
        return alarms.Zip(parents).ToDictionary(p => p.First.Name, p => p.Second);
    }

    private static async Task<IReadOnlyList<string>> ParentsAsync(IAmazonCloudWatch cloudWatch, string name, CancellationToken ct)
    {
        // No AlarmTypes: CloudWatch refuses any other filter beside this one, and gives nothing of the parents but name and ARN.
        var found = await Paging.AllAsync(async token =>
        {
            var answer = await cloudWatch.DescribeAlarmsAsync(new() { ParentsOfAlarmName = name, MaxRecords = 100, NextToken = token }, ct);
            return (answer.CompositeAlarms, answer.NextToken);
        });
        return
        [
            .. found.Where(c => c.AlarmName != name && (c.AlarmRule?.Contains(name, StringComparison.Ordinal) ?? true))
                .Select(c => c.AlarmName).Distinct(),
        ];
    }
}
