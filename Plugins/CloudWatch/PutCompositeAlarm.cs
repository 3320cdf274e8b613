using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_composite_alarm (PutCompositeAlarm).</summary>
public static partial class PutCompositeAlarm
{
    // DescribeAlarms takes no more names.
    private const int MostNames = 100;

    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_composite_alarm", "Creates or wholly replaces an alarm on the states of other alarms.", PlanAsync, RunAsync,
        iam:
        [
            "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutCompositeAlarm", "cloudwatch:TagResource",
            "iam:CreateServiceLinkedRole>ssm.alarms.cloudwatch.amazonaws.com",
        ],
        examples: ["Page only when both the errors and the latency alarm go off, and no deployment is running."],
        idempotent: true);

    public sealed record Input : AlarmInput
    {
        [Description("Like ALARM(errors) AND NOT ALARM(\"in deployment\"); also OK(), INSUFFICIENT_DATA()."), MinLength(1),
            MaxLength(10240)]
        public required string Rule { get; init; }

        [Description("Alarm that holds actions back while it is in ALARM."), MaxLength(1600), JsonPropertyOrder(1)]
        public string? Suppressor { get; init; }

        [Description("How long actions wait for the suppressor to go off."), Range(0, 3600), JsonPropertyOrder(1)]
        public int SuppressorWaitSeconds { get; init; } = 60;

        [Description("How long actions wait after the suppressor ended."), Range(0, 3600), JsonPropertyOrder(1)]
        public int SuppressorExtensionSeconds { get; init; } = 60;
    }

    public sealed record Result(string Alarm, string Rule);

    public static async Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        input.Check();
        var named = Names(input.Rule).Concat(input.Suppressor is { } suppressor ? [Name(suppressor)] : []).Distinct().ToList();
        var unknowns = new Unknowns(context.Target);
        var found = (await named.Append(input.Alarm).Chunk(MostNames).AskAsync((some, t) => Alarms.NamedAsync(cloudWatch, some, t), ct))
            .SelectMany(a => a).ToList();
        var old = found.FirstOrDefault(a => a.Name == input.Alarm);
        var plan = new PlanBuilder($"{(old is null ? "Create" : "Replace")} the composite alarm {input.Alarm}.");
        // TRUE and FALSE alone test actions, and take an alarm out of a circle.
        if (named.Count == 0 && !Constant().IsMatch(input.Rule))
            plan.Obstacle("The rule names no alarm: write ALARM(name), OK(name) or INSUFFICIENT_DATA(name).");
        foreach (var name in named.Where(n => found.All(a => a.Name != n))) plan.Obstacle($"There is no alarm '{name}'.");
        if (named.Contains(input.Alarm)) plan.Obstacle("The rule names the alarm itself.");
        if (old is null)
        {
            AlarmPuts.PlanNew(plan, input, input.Rule);
            if (input.Suppressor is not null)
            {
                plan.Create(input.Alarm, "suppressor", input.Suppressor)
                    .Create(input.Alarm, "waits for the suppressor", Seconds(input.SuppressorWaitSeconds))
                    .Create(input.Alarm, "waits after the suppressor", Seconds(input.SuppressorExtensionSeconds));
            }
        }
        else
        {
            plan.Touch(await Alarms.ResourcesAsync(cloudWatch, [old], unknowns, context, ct));
            Replace(plan, old, input);
        }

        if (input.AlarmActions.Count == 0) plan.Warn("The alarm notifies nobody on ALARM.");
        return plan.Unknown(unknowns.Notes).Build();
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        input.Check();
        await cloudWatch.PutCompositeAlarmAsync(new()
        {
            AlarmName = input.Alarm,
            AlarmRule = input.Rule,
            AlarmDescription = input.Description,
            ActionsEnabled = true,
            AlarmActions = input.AlarmActions.Count == 0 ? null : [.. input.AlarmActions],
            OKActions = input.OkActions.Count == 0 ? null : [.. input.OkActions],
            ActionsSuppressor = input.Suppressor,
            ActionsSuppressorWaitPeriod = input.Suppressor is null ? null : input.SuppressorWaitSeconds,
            ActionsSuppressorExtensionPeriod = input.Suppressor is null ? null : input.SuppressorExtensionSeconds,
            Tags = Aws.Tags.List(input.Tags, (key, value) => new Tag { Key = key, Value = value }),
        }, ct);
        context.Done($"put the composite alarm {input.Alarm}");
        return new(input.Alarm, input.Rule);
    }

    private static void Replace(PlanBuilder plan, Alarm old, Input input)
    {
        if (old.Composite is not { } composite)
        {
            plan.Obstacle($"{input.Alarm} is an alarm on metrics, which this tool cannot replace; choose another name.");
            return;
        }

        // The times go with the rest: those that the call does not name are the defaults again.
        var (wait, extension) = (composite.ActionsSuppressorWaitPeriod, composite.ActionsSuppressorExtensionPeriod);
        AlarmPuts.PlanReplacement(plan, old, input, input.Rule,
        [
            ("suppressor", composite.ActionsSuppressor, input.Suppressor),
            .. input.Suppressor is null ? Array.Empty<(string, object?, object?)>() :
            [
                ("waits for the suppressor", Seconds(wait), Seconds(input.SuppressorWaitSeconds)),
                ("waits after the suppressor", Seconds(extension), Seconds(input.SuppressorExtensionSeconds)),
            ],
        ]);
        if (old.InsufficientDataActions.Count > 0 || !old.ActionsEnabled)
        {
            plan.NoUndo(AlarmPuts.NoWayBack);
            return;
        }

        (string Name, object? Value)[] arguments =
        [
            ("alarm", old.Name), ("rule", old.Rule), ("alarmActions", old.AlarmActions), ("okActions", old.OkActions),
            ("description", old.Description), ("suppressor", composite.ActionsSuppressor),
            ("suppressorWaitSeconds", composite.ActionsSuppressorWaitPeriod),
            ("suppressorExtensionSeconds", composite.ActionsSuppressorExtensionPeriod),
        ];
        plan.Undo("cloudwatch_put_composite_alarm", arguments.Where(a => a.Value is not null).ToDictionary(a => a.Name, a => a.Value!));
    }

    private static string? Seconds(int? seconds) =>
        seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s} s") : null;

    private static IEnumerable<string> Names(string rule) => Child().Matches(rule)
        .Select(m => Name((m.Groups["quoted"].Success ? m.Groups["quoted"].Value : m.Groups["plain"].Value).Trim()));

    // An alarm may be named by its ARN.
    private static string Name(string text) =>
        text.StartsWith("arn:", StringComparison.Ordinal) && text.Split(":alarm:", 2) is [_, var name] ? name : text;

    [GeneratedRegex("""\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"(?<quoted>[^"]+)"|'(?<quoted>[^']+)'|(?<plain>[^()"']+))\s*\)""")]
    private static partial Regex Child();

    // AT_LEAST names its alarms in a list of its own.
    [GeneratedRegex(@"\b(?:TRUE|FALSE|AT_LEAST)\b")]
    private static partial Regex Constant();
}
