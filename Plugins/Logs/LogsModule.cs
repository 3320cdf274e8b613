global using Infra.Aws;
global using LogsTool = Infra.Aws.AwsTool<Amazon.CloudWatchLogs.IAmazonCloudWatchLogs>;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>The module <c>logs</c>: what programs and services wrote down.</summary>
public sealed class LogsModule() : AwsModule<IAmazonCloudWatchLogs>(
    "logs", "CloudWatch log groups, their events, streams, filters and retention, and Logs Insights queries.", noun: "group")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<LogsTool> Tools =>
    [
        ListGroups.Tool,
        ListEvents.Tool,
        GetGroup.Tool,
        QueryEvents.Tool,
        CreateGroup.Tool,
        PutMetricFilter.Tool,
        PutSubscription.Tool,
        SetDeletionProtection.Tool,
        SetKmsKey.Tool,
        SetRetention.Tool,
        DeleteFilter.Tool,
        DeleteGroup.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonCloudWatchLogs CreateClient(AwsTarget target) =>
        new AmazonCloudWatchLogsClient(target.Configure<AmazonCloudWatchLogsConfig>());
}
