using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatch;

namespace Infra.Plugins.CloudWatch;

/// <summary>cloudwatch_list_alarms (DescribeAlarms).</summary>
public static class ListAlarms
{
    public static readonly CloudWatchTool Tool = CloudWatchTool.Read<Input, Page<Row>>(
        "list_alarms",
        "Lists metric and composite alarms with their state. For actions and events of one, use cloudwatch_get_alarm_history.",
        RunAsync,
        iam: ["cloudwatch:DescribeAlarms"],
        examples: ["What is in alarm now?", "Which alarms watch this load balancer?"]);

    public sealed record Input : PageInput
    {
        [Description("State."), AllowedValues("ALARM", "OK", "INSUFFICIENT_DATA")]
        public string? State { get; init; }

        [Description("Start of the name.")]
        public string? Prefix { get; init; }

        [Description("Id, name or ARN that a dimension names.")]
        public string? Resource { get; init; }
    }

    public sealed record Row(string Name, string State, string Rule, DateTime? Since, bool ActionsEnabled);

    public static Task<Page<Row>> RunAsync(IAmazonCloudWatch cloudWatch, Input input, CancellationToken ct) =>
        Paging.FindAsync<Row>(input, async token =>
        {
            var request = Alarms.Request();
            request.StateValue = input.State;
            request.AlarmNamePrefix = string.IsNullOrEmpty(input.Prefix) ? null : input.Prefix;
            // CloudWatch knows the alarms of a metric, but not those of a resource.
            request.MaxRecords = input.Resource is null ? Math.Min(100, input.Limit) : 100;
            request.NextToken = token;
            var answer = await cloudWatch.DescribeAlarmsAsync(request, ct);
            var found = Alarms.Of(answer).Where(a => input.Resource is not { } resource || a.IsAbout(resource));
            return ([.. found.Select(a => new Row(a.Name, a.State, a.Rule, a.Since, a.ActionsEnabled))], answer.NextToken);
        }, mostPages: input.Resource is null ? 1 : 20);
}
