using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>A metric or subscription filter of a log group.</summary>
/// <param name="Type">metric or subscription.</param>
/// <param name="Pattern">Empty for all events.</param>
/// <param name="To">The metric and what is counted, or the ARN of what gets the events.</param>
public sealed record LogFilter(string Type, string Name, string Pattern, string To, string? RoleArn);

/// <summary>The filters of a log group.</summary>
internal static class LogFilters
{
    public static async Task<List<LogFilter>> MetricsAsync(IAmazonCloudWatchLogs logs, string group, CancellationToken ct) =>
        [.. (await Paging.AllAsync(async token =>
        {
            var answer = await logs.DescribeMetricFiltersAsync(new() { LogGroupName = group, NextToken = token }, ct);
            return (answer.MetricFilters, answer.NextToken);
        }, f => f.FilterName)).Select(f => new LogFilter("metric", f.FilterName, f.FilterPattern ?? "", string.Join(", ",
            (f.MetricTransformations ?? []).Select(t => $"{t.MetricNamespace}/{t.MetricName} = {t.MetricValue}")), null))];

    public static async Task<List<LogFilter>> SubscriptionsAsync(IAmazonCloudWatchLogs logs, string group, CancellationToken ct) =>
        [.. (await Paging.AllAsync(async token =>
        {
            var answer = await logs.DescribeSubscriptionFiltersAsync(new() { LogGroupName = group, NextToken = token }, ct);
            return (answer.SubscriptionFilters, answer.NextToken);
        }, f => f.FilterName))
            .Select(f => new LogFilter("subscription", f.FilterName, f.FilterPattern ?? "", f.DestinationArn ?? "", f.RoleArn))];
}
