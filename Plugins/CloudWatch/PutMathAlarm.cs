using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_math_alarm (PutMetricAlarm with several metrics).</summary>
public static class PutMathAlarm
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_math_alarm", "Creates or wholly replaces an alarm on an expression of metrics. On one metric, use cloudwatch_put_alarm.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource",
            "iam:CreateServiceLinkedRole>events.amazonaws.com", "iam:CreateServiceLinkedRole>ssm.alarms.cloudwatch.amazonaws.com",
        ],
        examples: ["Tell this topic when more than 5 % of the requests fail."],
        idempotent: true);

    public sealed record Input : MetricAlarmInput
    {
        [Description("Called m1, m2 ... in expressions."), MinLength(1), MaxLength(10)]
        public required IReadOnlyList<GetMetricData.MetricInput> Metrics { get; init; }

        [Description("What is compared: 100*m2/m1, for example."), MinLength(1), MaxLength(1024)]
        public required string Expression { get; init; }
    }

    public sealed record Result(string Alarm, string Rule);

    public static Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct) =>
        AlarmPuts.PlanAsync(cloudWatch, input, ToAlarm(input), context, ct);

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct) =>
        new(input.Alarm, await AlarmPuts.RunAsync(cloudWatch, input, ToAlarm(input), context, ct));

    private static MetricAlarm ToAlarm(Input input)
    {
        input.Check();
        if (input.Expression.Contains("SEARCH(", StringComparison.OrdinalIgnoreCase))
            throw ToolException.InvalidInput("An alarm compares one series, and SEARCH gives several: AWS takes no such alarm.",
                "Name the metrics in metrics, and combine them: MAX([m1, m2]).");
        return AlarmPuts.OnQueries(input, "e1",
        [
            .. input.Metrics.Select((m, i) => AlarmPuts.Query($"m{i + 1}",
                new() { Namespace = m.Namespace, MetricName = m.Name, Dimensions = m.Dimensions.ToDimensions() }, m.Statistic,
                    input.Period, false)),
            new() { Id = "e1", Expression = input.Expression, ReturnData = true },
        ]);
    }
}
