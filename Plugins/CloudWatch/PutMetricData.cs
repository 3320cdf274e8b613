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

        [Description("Count, Seconds, Bytes, Percent ...")]
        public string? Unit { get; init; }

        [Description("Each set of dimensions is a metric of its own.")]
        public IReadOnlyDictionary<string, string> Dimensions { get; init; } = new Dictionary<string, string>();

        [Description("When it was measured, in UTC without an offset; default now.")]
        public DateTime? At { get; init; }
    }

    public sealed record Input
    {
        [Description("Your own, for example Shop/Orders; not AWS/...")]
        public required string Namespace { get; init; }

        [Description("Values."), MinLength(1), MaxLength(100)]
        public required IReadOnlyList<Datum> Data { get; init; }
    }

    public sealed record Result(string Namespace, int Published);

    public static Task<ToolPlan> PlanAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        var now = context.Time.GetUtcNow().UtcDateTime;
        var plan = new PlanBuilder($"Publish {input.Data.Count} value(s) to {input.Namespace}.");
        foreach (var datum in input.Data)
        {
            var metric = Dimensions.Describe(input.Namespace, datum.Name, datum.Dimensions.ToDimensions());
            var value = $"{PlanBuilder.Text(datum.Value)} {datum.Unit}".TrimEnd();
            plan.Create(metric, "value", value, Time(datum) is { } at ? $"at {PlanBuilder.Text(at)}" : null);
            if (Time(datum) is { } time && (time < now.AddDays(-14) || time > now.AddHours(2)))
                plan.Obstacle($"{PlanBuilder.Text(time)} is not within the last two weeks or the next two hours, which CloudWatch takes.");
        }

        plan.Warn("Custom metrics are billed by the month.").NoUndo("Published values cannot be taken back.");
        return Task.FromResult(plan.Build());
    }

    public static async Task<Result> RunAsync(IAmazonCloudWatch cloudWatch, Input input, ToolContext context, CancellationToken ct)
    {
        Check(input);
        await cloudWatch.PutMetricDataAsync(new() { Namespace = input.Namespace, MetricData = [.. input.Data.Select(ToDatum)] }, ct);
        context.Done($"published {input.Data.Count} value(s) to {input.Namespace}");
        return new(input.Namespace, input.Data.Count);
    }

    private static void Check(Input input)
    {
        if (input.Namespace.StartsWith("AWS/", StringComparison.Ordinal))
            throw ToolException.InvalidInput("Namespaces that begin with AWS/ are reserved for AWS services.", "Choose another namespace.");
    }

    // A time without an offset is one of UTC, as everywhere here, and not of this machine's zone.
    private static DateTime? Time(Datum d) => d.At is not { } at ? null
        : at.Kind is DateTimeKind.Unspecified ? DateTime.SpecifyKind(at, DateTimeKind.Utc) : at.ToUniversalTime();

    private static MetricDatum ToDatum(Datum d) =>
        new() { MetricName = d.Name, Value = d.Value, Unit = d.Unit, Dimensions = d.Dimensions.ToDimensions(), Timestamp = Time(d) };
}
