global using Infra.Aws;
global using LogsTool = Infra.Aws.AwsTool<Amazon.CloudWatchLogs.IAmazonCloudWatchLogs>;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>The module <c>logs</c>: what programs and services wrote down.</summary>
public sealed class LogsModule() : AwsModule<IAmazonCloudWatchLogs>("logs", "CloudWatch log groups and what is in them.", noun: "group")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<LogsTool> Tools =>
    [
        ListGroups.Tool,
        ListEvents.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonCloudWatchLogs CreateClient(AwsTarget target) =>
        new AmazonCloudWatchLogsClient(target.Configure<AmazonCloudWatchLogsConfig>());
}
