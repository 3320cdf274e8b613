global using CloudWatchTool = Infra.Aws.AwsTool<Amazon.CloudWatch.IAmazonCloudWatch>;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>The module <c>cloudwatch</c>: metrics, alarms and dashboards.</summary>
public sealed class CloudWatchModule() : AwsModule<IAmazonCloudWatch>("cloudwatch", "CloudWatch metrics, alarms and dashboards.",
        noun: "alarm")
{
    /// <inheritdoc/>
    protected override IReadOnlyList<CloudWatchTool> Tools =>
    [
        ListMetrics.Tool,
        GetMetricData.Tool,
        ListAlarms.Tool,
        GetAlarmHistory.Tool,
        ListDashboards.Tool,
        GetDashboard.Tool,
        ListMetricStreams.Tool,
        PutAlarm.Tool,
        PutMathAlarm.Tool,
        PutCompositeAlarm.Tool,
        SetAlarmState.Tool,
        SetAlarmActions.Tool,
        PutMetricData.Tool,
        PutDashboard.Tool,
        DeleteAlarms.Tool,
        DeleteDashboards.Tool,
    ];

    /// <inheritdoc/>
    protected override IAmazonCloudWatch CreateClient(AwsTarget target) =>
        new AmazonCloudWatchClient(target.Configure<AmazonCloudWatchConfig>());
}
