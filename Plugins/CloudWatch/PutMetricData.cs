using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_put_metric_data (PutMetricData).</summary>
public static class PutMetricData
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Write<Input, Result>(
        "put_metric_data", "Publishes values of custom metrics. To read them, use cloudwatch_get_metric_data.", PlanAsync, RunAsync,
        iam: ["cloudwatch:PutMetricData"],
        examples: ["Record that the nightly job took 95 seconds."]);

    public sealed record Datum
    {
        [Description("Metric name.")]
        public required string Name { get; init; }

        [Description("Value.")]
        public required double Value { get; init; }

        [Description("As Count, Seconds or Percent.")]
        public string? Unit { get; init; }

        [Description("Dimensions.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("Now by default.")]
        public DateTime? At { get; init; }
    }

    public sealed record Input
    {
        [Description("Not one of AWS.")]
        public required string Namespace { get; init; }

        [Description("Values."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<Datum> Data { get; init; }
    }

    public sealed record Result(string Namespace, int Published);

    public static Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct) => input.Namespace.StartsWith("AWS/", StringComparison.Ordinal)
        ? throw new ToolException(ToolErrorCode.InvalidInput, "Namespaces that begin with AWS/ are those of AWS services.", "Choose another namespace.")
        : Task.FromResult(new ToolPlan($"Publish {input.Data.Count} value(s) to {input.Namespace}. They cannot be taken back; custom metrics are billed by the month.",
        [.. input.Data.Select(d => $"{Dimensions.Describe(input.Namespace, d.Name, d.Dimensions.ToDimensions())} = {d.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)} {d.Unit}".TrimEnd())]));

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct)
    {
        await cloudWatch.PutMetricDataAsync(new()
        {
            Namespace = input.Namespace,
            MetricData = [.. input.Data.Select(d => new MetricDatum { MetricName = d.Name, Value = d.Value, Unit = d.Unit, Dimensions = d.Dimensions.ToDimensions(), Timestamp = d.At })],
        }, ct);
        return new(input.Namespace, input.Data.Count);
    }
}
