using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Infra.Strict.Protocol;

namespace Infra.Strict.Rules;

/// <summary>Amazon CloudWatch. Sources are the operation's documentation in botocore 1.43.11 (model cloudwatch).</summary>
internal static class CloudWatchRules
{
    public static IReadOnlyList<Rule> All { get; } =
    [
        // DescribeAlarmsInput.ParentsOfAlarmName and ChildrenOfAlarmName: no other member than MaxRecords and NextToken; names and ARNs
        // alone.
        new("Parents or children of an alarm are asked for with nothing else", "cloudwatch", "DescribeAlarms")
        {
            Refuses = call => Relation(call) is { } relation &&
                call.Input.Select(m => m.Key).Except([relation, "MaxRecords", "NextToken"]).FirstOrDefault() is { } other
                ? new("ValidationError", $"{relation} cannot be specified with {other}")
                : null,
            Mends = (call, answer) => Relation(call) is { } relation && Related(answer, call, relation),
        },
        new("An alarm is named or begins with a prefix", "cloudwatch",
            "DescribeAlarms") { Refuses = Rule.AtMostOne("ValidationError", "AlarmNames", "AlarmNamePrefix") },
        // DeleteAlarms: up to 100 alarms, of which one composite at most.
        new("One composite alarm at most is deleted at once", "cloudwatch", "DeleteAlarms")
        {
            Looks = async (call, backend) =>
            {
                var found = await backend.AskAsync(call, "DescribeAlarms",
                    new() { ["AlarmNames"] = new JsonArray([.. call.Texts("AlarmNames").Select(n => (JsonNode)n)]) });
                return Call.ObjectsOf(found["CompositeAlarms"]).Count > 1
                    ? new("ValidationError", "Only one composite alarm can be deleted in a request") : null;
            },
        },
        // PutMetricAlarmInput.Statistic and ExtendedStatistic: "you must specify either Statistic or ExtendedStatistic but not both".
        new("An alarm has one kind of statistic", "cloudwatch",
            "PutMetricAlarm") { Refuses = Rule.AtMostOne("InvalidParameterCombination", "Statistic", "ExtendedStatistic") },
        new("An alarm watches a metric or an expression", "cloudwatch", "PutMetricAlarm")
        {
            Refuses = call => call.Has("MetricName") == call.Has("Metrics")
                ? new("ValidationError", "Exactly one of MetricName and Metrics must be specified")
                : call.Has("Metrics") && new[] { "Dimensions", "Period", "Namespace", "Statistic",
                    "ExtendedStatistic" }.FirstOrDefault(call.Has) is { } other
                    ? new("ValidationError", $"{other} cannot be specified with Metrics") : null,
        },
        new("A period is 10, 20, 30 or a multiple of 60 seconds", "cloudwatch", "PutMetricAlarm")
        {
            Refuses = call => int.TryParse(call.Text("Period"), out var period) && period is not (10 or 20 or 30) && period % 60 != 0
                ? new("ValidationError", "Period must be 10, 20, 30 or a multiple of 60") : null,
        },
        // PutMetricAlarmInput.EvaluationPeriods: "an alarm's total current evaluation period can be no longer than seven days", and no
        // longer than a day where the period is shorter than an hour.
        new("An alarm looks at a day, or at seven with periods of an hour", "cloudwatch", "PutMetricAlarm")
        {
            Refuses = call => int.TryParse(call.Text("Period"), out var period) &&
                int.TryParse(call.Text("EvaluationPeriods"), out var count) && (long)period * count > (period < 3600 ? 86400 : 604800)
                ? new("ValidationError", "Metrics cannot be checked across more than the allowed time (EvaluationPeriods * Period)")
                : null,
        },
        // MetricDataQuery: Expression or MetricStat; Id begins with a lower-case letter.
        new("A query has an expression or a metric, and an Id", "cloudwatch", "GetMetricData")
        {
            Refuses = call => call.Objects("MetricDataQueries")
                .Any(q => q["Expression"] is null == q["MetricStat"] is null ||
                !Regex.IsMatch(q["Id"]?.ToString() ?? "", @"\A[a-z][a-zA-Z0-9_]*\z"))
                ? new("ValidationError", "The value for parameter MetricDataQueries must hold either Expression or MetricStat and a " +
                    "valid Id")
                : null,
        },
        new("A range has a beginning before its end", "cloudwatch", "GetMetricData", "GetMetricStatistics")
        {
            Refuses = call => DateTimeOffset.TryParse(call.Text("StartTime"), out var start) &&
                DateTimeOffset.TryParse(call.Text("EndTime"), out var end) && start >= end
                ? new("ValidationError", "The parameter StartTime must be less than the parameter EndTime")
                : null,
        },
        // PutMetricDataInput.Namespace: "to avoid conflicts with Amazon Web Services service namespaces, do not specify one that begins
        // with AWS/".
        new("No namespace of AWS takes data", "cloudwatch", "PutMetricData")
        {
            Refuses = call => call.Text("Namespace")?.StartsWith("AWS/", StringComparison.Ordinal) is true
                ? new("InvalidParameterValue", "The value AWS/ for parameter Namespace is invalid.") : null,
        },
    ];

    private static string? Relation(Call call) => new[] { "ParentsOfAlarmName", "ChildrenOfAlarmName" }.FirstOrDefault(call.Has);

    private static bool Related(Answer answer, Call call, string relation)
    {
        if (answer.Output(call.Operation) is not { } output) return false;
        output["MetricAlarms"]?.Keep([]);
        if (output["CompositeAlarms"] is not { } composites) return true;
        var named = new Regex($@"\(\s*""?{Regex.Escape(call.Text(relation)!)}""?\s*\)");
        composites.Keep(relation == "ParentsOfAlarmName" ? composites.Items.Where(c => named.IsMatch(c["AlarmRule"]?.Text ?? "")) : []);
        foreach (var alarm in composites.Items)
            foreach (var member in alarm.Shape.Members.Keys.Except(["AlarmName", "AlarmArn"])) alarm.Set(member, null);
        return true;
    }
}
