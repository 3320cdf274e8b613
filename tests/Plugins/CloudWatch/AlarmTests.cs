using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class AlarmTests : ToolTest<IAmazonCloudWatch>
{
    private const string Rule = "AWS/EC2 CPUUtilization InstanceId=i-1 Average > 80 for 2 of 3 x 300 s";

    public AlarmTests()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(call => call.Arg<DescribeAlarmsRequest>()?.ParentsOfAlarmName is null
            ? new DescribeAlarmsResponse { MetricAlarms = [High], CompositeAlarms = [Both] }
            : new DescribeAlarmsResponse { CompositeAlarms = [Both] });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse { Tags = [new() { Key = "team", Value = "web" }] });
    }

    private static MetricAlarm High => new()
    {
        AlarmName = "high",
        AlarmArn = "arn:high",
        Namespace = "AWS/EC2",
        MetricName = "CPUUtilization",
        Dimensions = [new() { Name = "InstanceId", Value = "i-1" }],
        Statistic = Statistic.Average,
        ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
        Threshold = 80,
        EvaluationPeriods = 3,
        DatapointsToAlarm = 2,
        Period = 300,
        StateValue = StateValue.ALARM,
        StateReason = "3 points were over 80",
        ActionsEnabled = true,
        AlarmActions = ["arn:topic"],
        OKActions = null,
    };

    private static CompositeAlarm Both => new() { AlarmName = "both", AlarmArn = "arn:both", AlarmRule = "ALARM(\"high\") AND ALARM(\"low\")", StateValue = StateValue.OK };

    [Fact]
    public async Task Both_kinds_are_listed_with_their_rule()
    {
        var page = await RunAsync(ListAlarms.Tool, new { state = "ALARM", prefix = "h", limit = 500 });

        await Client.Received().DescribeAlarmsAsync(Arg.Is<DescribeAlarmsRequest>(r => r.AlarmTypes.Count == 2 && r.StateValue == StateValue.ALARM && r.AlarmNamePrefix == "h" && r.MaxRecords == 100), default);
        Assert.Equal([Rule, Both.AlarmRule], page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task Odd_alarms_have_a_rule_too()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse
        {
            MetricAlarms =
            [
                new()
                {
                    AlarmName = "band", AlarmArn = "a", Metrics = [new() { Id = "e1", Expression = "ANOMALY_DETECTION_BAND(m1)" }], ThresholdMetricId = "e1",
                    ComparisonOperator = ComparisonOperator.GreaterThanUpperThreshold, EvaluationPeriods = 1, Period = 60,
                },
            ],
        });

        Assert.Equal("ANOMALY_DETECTION_BAND(m1) GreaterThanUpperThreshold band e1 for 1 of 1 x 60 s", (await RunAsync(ListAlarms.Tool, new { })).GetProperty("items")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task The_history_comes_with_the_alarm_itself()
    {
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmHistoryResponse
        {
            AlarmHistoryItems = [new() { HistoryItemType = HistoryItemType.StateUpdate, HistorySummary = "Alarm updated from OK to ALARM" }],
            NextToken = "more",
        });

        var result = await RunAsync(GetAlarmHistory.Tool, new { alarm = "high", kind = "StateUpdate", from = "2d", limit = 1 });

        Assert.Equal(("3 points were over 80", "web"), (result.GetProperty("alarm").GetProperty("reason").GetString(), result.GetProperty("alarm").GetProperty("tags").GetProperty("team").GetString()));
        Assert.False(result.GetProperty("complete").GetBoolean());
        await Client.Received().DescribeAlarmHistoryAsync(Arg.Is<DescribeAlarmHistoryRequest>(r => r.MaxRecords == 1 && DateTime.UtcNow - r.StartDate < TimeSpan.FromHours(49)), default);
    }

    [Fact]
    public async Task An_alarm_without_any_trace_is_not_found()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = null, CompositeAlarms = null });
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmHistoryResponse { AlarmHistoryItems = null });

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetAlarmHistory.Tool, new { alarm = "no" }))).Code);
    }

    [Fact]
    public async Task A_replacement_tells_who_is_no_longer_notified()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [High] });
        var input = new { alarm = "high", @namespace = "AWS/EC2", metric = "CPUUtilization", statistic = "p95", comparison = "<=", threshold = 12.5, evaluationPeriods = 2 };

        var plan = await PlanAsync(PutAlarm.Tool, input);
        await RunAsync(PutAlarm.Tool, input);

        Assert.Equal([$"high: {Rule} -> AWS/EC2 CPUUtilization p95 <= 12.5 for 2 of 2 x 300 s", "no longer notified: arn:topic", "it notifies nobody"], plan.Effects);
        Assert.Equal("web", plan.Resources[0].Tags!["team"]);
        await Client.Received().PutMetricAlarmAsync(Arg.Is<PutMetricAlarmRequest>(r => r.Statistic == null && r.ExtendedStatistic == "p95" && r.ComparisonOperator == ComparisonOperator.LessThanOrEqualToThreshold && r.Dimensions == null && r.AlarmActions == null), default);
    }

    [Fact]
    public async Task A_composite_alarm_is_not_replaced()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse { CompositeAlarms = [Both] });

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutAlarm.Tool, new { alarm = "both", @namespace = "N", metric = "M", threshold = 1 }))).Code);
    }

    [Fact]
    public async Task Setting_a_state_tells_who_is_notified()
    {
        Assert.Equal("nobody is notified", (await PlanAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" })).Effects[0]);
        var quiet = High;
        quiet.StateValue = StateValue.OK;
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [quiet] });

        Assert.Equal("arn:topic is notified", (await PlanAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" })).Effects[0]);
        Assert.Equal("OK", (await RunAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" })).GetProperty("before").GetString());
    }

    [Fact]
    public async Task Muting_disables_and_unmuting_enables()
    {
        Assert.Contains("actions on -> off (arn:topic)", Assert.Single((await PlanAsync(SetAlarmActions.Tool, new { alarms = new[] { "high" }, enabled = false })).Effects), StringComparison.Ordinal);
        await RunAsync(SetAlarmActions.Tool, new { alarms = new[] { "high" }, enabled = false });
        await Client.Received().DisableAlarmActionsAsync(Arg.Is<DisableAlarmActionsRequest>(r => r.AlarmNames.Single() == "high"), default);
        await RunAsync(SetAlarmActions.Tool, new { alarms = new[] { "high" }, enabled = true });
        await Client.Received().EnableAlarmActionsAsync(Arg.Is<EnableAlarmActionsRequest>(r => r.AlarmNames.Single() == "high"), default);
    }

    [Fact]
    public async Task Deleting_names_composite_alarms_that_depend_on_it()
    {
        var plan = await PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "high" } });

        Assert.Equal([$"high (ALARM): {Rule} is deleted; arn:topic", "the composite alarm both uses high: AWS will refuse while it does"], plan.Effects);
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "high", "gone" } }))).Code);
    }
}
