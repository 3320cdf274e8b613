using System.ComponentModel;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_alarm (PutMetricAlarm).</summary>
public static class PutAlarm
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_alarm", "Creates or wholly replaces an alarm on a metric. On several, use cloudwatch_put_math_alarm.",
        PlanAsync, RunAsync,
        iam:
        [
            "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource",
            "iam:CreateServiceLinkedRole>events.amazonaws.com", "iam:CreateServiceLinkedRole>ssm.alarms.cloudwatch.amazonaws.com",
        ],
        examples: ["Tell this topic when the CPU of the instance stays above 80 % for a quarter of an hour."],
        idempotent: true);

    public sealed record Input : MetricAlarmInput
    {
        [Description("Like AWS/EC2.")]
        public required string Namespace { get; init; }

        [Description("Metric name.")]
        public required string Metric { get; init; }

        [Description("All of the metric's, from cloudwatch_list_metrics.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("Average, Sum, Minimum, Maximum, SampleCount, p99, tm99.")]
        public string Statistic { get; init; } = "Average";
    }

    public sealed record Result(string Alarm, string Rule);

    public static Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct) =>
        AlarmPuts.PlanAsync(cloudWatch, input, ToAlarm(input), context, ct);

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct) =>
        new(input.Alarm, await AlarmPuts.RunAsync(cloudWatch, input, ToAlarm(input), context, ct));

    private static MetricAlarm ToAlarm(Input input)
    {
        input.Check();
        return AlarmPuts.OnMetric(input, input.Namespace, input.Metric, input.Dimensions, input.Statistic);
    }
}
