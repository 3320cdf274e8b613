using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>A metric or subscription filter of a log group.</summary>
/// <param name="Type">metric or subscription.</param>
/// <param name="Pattern">Empty for all events.</param>
/// <param name="To">The metric and what is counted, or the ARN of what gets the events.</param>
public sealed record LogFilter(string Type, string Name, string Pattern, string To, string? RoleArn);

/// <summary>The filters of a log group.</summary>
internal static class LogFilters
{
    /// <summary>The metric filters of a group as AWS describes them, by name.</summary>
    public static Task<List<MetricFilter>> MetricFiltersAsync(IAmazonCloudWatchLogs logs, string group, CancellationToken ct) =>
        Paging.AllAsync(async token =>
        {
            var answer = await logs.DescribeMetricFiltersAsync(new() { LogGroupName = group, NextToken = token }, ct);
            return (answer.MetricFilters, answer.NextToken);
        }, f => f.FilterName);

    /// <summary>The subscription filters of a group as AWS describes them, by name.</summary>
    public static Task<List<SubscriptionFilter>> SubscriptionFiltersAsync(IAmazonCloudWatchLogs logs, string group, CancellationToken ct) =>
        Paging.AllAsync(async token =>
        {
            var answer = await logs.DescribeSubscriptionFiltersAsync(new() { LogGroupName = group, NextToken = token }, ct);
            return (answer.SubscriptionFilters, answer.NextToken);
        }, f => f.FilterName);

    public static async Task<List<LogFilter>> MetricsAsync(IAmazonCloudWatchLogs logs, string group, CancellationToken ct) =>
        (await MetricFiltersAsync(logs, group, ct)).ConvertAll(Of);

    public static async Task<List<LogFilter>> SubscriptionsAsync(IAmazonCloudWatchLogs logs, string group, CancellationToken ct) =>
        (await SubscriptionFiltersAsync(logs, group, ct)).ConvertAll(Of);

    public static LogFilter Of(MetricFilter f) => new("metric", f.FilterName, f.FilterPattern ?? "",
        string.Join(", ", (f.MetricTransformations ?? []).Select(t => $"{t.MetricNamespace}/{t.MetricName} = {t.MetricValue}")), null);

    public static LogFilter Of(SubscriptionFilter f) =>
        new("subscription", f.FilterName, f.FilterPattern ?? "", f.DestinationArn ?? "", f.RoleArn);
}
