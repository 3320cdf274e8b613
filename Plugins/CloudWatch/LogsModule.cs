global using LogsTool = Infra.Aws.AwsTool<Amazon.CloudWatchLogs.IAmazonCloudWatchLogs>;
using Amazon.CloudWatchLogs;
using Infra.Aws;
using Infra.Plugins.CloudWatch.Logs;

namespace Infra.Plugins.CloudWatch;

/// <summary>The module <c>logs</c>: what programs and services wrote down.</summary>
public sealed class LogsModule() : AwsModule<IAmazonCloudWatchLogs>("logs", "CloudWatch log groups and what is in them.")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<LogsTool> Tools =>
    [
        ListGroups.Tool,
        ListEvents.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonCloudWatchLogs CreateClient(AwsTarget target) => new AmazonCloudWatchLogsClient(target.Configure<AmazonCloudWatchLogsConfig>());
}
