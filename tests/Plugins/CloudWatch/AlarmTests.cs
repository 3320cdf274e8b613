using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class AlarmTests : ToolTest<IAmazonCloudWatch>
{
    private const string Rule = "AWS/EC2 CPUUtilization InstanceId=i-1 Average > 80 for 2 of 3 x 300 s";

    public AlarmTests()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeAlarmsRequest>()?.ParentsOfAlarmName is null
            ? new DescribeAlarmsResponse { MetricAlarms = [High], CompositeAlarms = [Both] }
            : new DescribeAlarmsResponse { CompositeAlarms = [Both] });
        Client.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsForResourceResponse { Tags = [new() { Key = "team", Value = "web" }] });
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

    private static CompositeAlarm Both =>
        new() { AlarmName = "both", AlarmArn = "arn:both", AlarmRule = "ALARM(\"high\") AND ALARM(\"low\")", StateValue = StateValue.OK };

    [Fact]
    public async Task Both_kinds_are_listed_with_their_rule()
    {
        var page = await RunAsync(ListAlarms.Tool, new { state = "ALARM", prefix = "h", limit = 500 });

        await Client.Received().DescribeAlarmsAsync(Arg.Is<DescribeAlarmsRequest>(r => r.AlarmTypes.Count == 2
            && r.StateValue == StateValue.ALARM && r.AlarmNamePrefix == "h" && r.MaxRecords == 100), default);
        Assert.Equal([Rule, Both.AlarmRule], page.GetProperty("items").EnumerateArray().Select(a => a.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task Odd_alarms_have_a_rule_too() // EC2-L2
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse
        {
            MetricAlarms =
            [
                new()
                {
                    AlarmName = "band", AlarmArn = "a", Metrics = [new() { Id = "e1", Expression = "ANOMALY_DETECTION_BAND(m1)" }],
                        ThresholdMetricId = "e1",
                    ComparisonOperator = ComparisonOperator.GreaterThanUpperThreshold, EvaluationPeriods = 1, Period = 60,
                },
                Math("100*m2/m1", 60, 60, 3),
                Math("m1+m2", 60, 300, 2),
                new()
                {
                    AlarmName = "sql", AlarmArn = "a", Metrics = [new() { Id = "q1", Expression = "SELECT MAX(CPUUtilization)" }],
                        Threshold = 5,
                    ComparisonOperator = ComparisonOperator.GreaterThanThreshold, EvaluationPeriods = 1,
                },
                new()
                {
                    AlarmName = "prom", AlarmArn = "a", EvaluationInterval = 60,
                    EvaluationCriteria = new() { PromQLCriteria = new() { Query = "up == 0", PendingPeriod = 120 } },
                },
            ],
        });

        Assert.Equal(
            [
                "ANOMALY_DETECTION_BAND(m1) above band e1 for 1 of 1 x 60 s",
                "100*m2/m1; N Requests Sum; N Errors Sum > 5 for 3 of 3 x 60 s",
                "m1+m2; N Requests Sum; N Errors Sum > 5 for 2 of 3 periods (60, 300 s)",
                "SELECT MAX(CPUUtilization) > 5 for 1 of 1 periods",
                "PromQL up == 0 for 120 s every 60 s",
            ],
            (await RunAsync(ListAlarms.Tool, new { })).GetProperty("items").EnumerateArray().Select(a =>
                a.GetProperty("rule").GetString()));
    }

    [Fact]
    public async Task The_history_comes_with_the_alarm_itself()
    {
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmHistoryResponse
        {
            AlarmHistoryItems =
                [new() { HistoryItemType = HistoryItemType.StateUpdate, HistorySummary = "Alarm updated from OK to ALARM" }],
            NextToken = "more",
        });

        var result = await RunAsync(GetAlarmHistory.Tool, new { alarm = "high", kind = "StateUpdate", from = "2d", limit = 1 });

        Assert.Equal(("3 points were over 80", "web"),
            (result.GetProperty("alarm").GetProperty("reason").GetString(),
            result.GetProperty("alarm").GetProperty("tags").GetProperty("team").GetString()));
        Assert.False(result.GetProperty("complete").GetBoolean());
        await Client.Received().DescribeAlarmHistoryAsync(Arg.Is<DescribeAlarmHistoryRequest>(r => r.MaxRecords == 1
            && r.StartDate == Time.GetUtcNow().UtcDateTime.AddDays(-2)), default);
    }

    [Fact]
    public async Task An_alarm_without_any_trace_is_not_found()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = null, CompositeAlarms = null });
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmHistoryResponse { AlarmHistoryItems = null });

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetAlarmHistory.Tool, new { alarm = "no" }))).Code);
    }

    [Fact]
    public async Task A_replacement_tells_who_is_no_longer_notified()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [High] });
        var input = new
        {
            alarm = "high",
            @namespace = "AWS/EC2",
            metric = "CPUUtilization",
            statistic = "p95",
            comparison = "<=",
            threshold = 12.5,
            evaluationPeriods = 2
        };

        var plan = await PlanAsync(PutAlarm.Tool, input);
        await RunAsync(PutAlarm.Tool, input);

        Assert.Equal([("rule", Rule, "AWS/EC2 CPUUtilization p95 <= 12.5 for 2 of 2 x 300 s"), ("actions on ALARM", "arn:topic", "none")],
            plan.Changes.Where(c => c.Kind is ChangeKind.Change).Select(c => (c.Property!, c.From!, c.To!)));
        Assert.Equal(["The alarm notifies nobody on ALARM."], plan.Warnings);
        Assert.Equal(("cloudwatch_put_alarm", 80.0, "arn:topic"),
            (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("threshold").GetDouble(),
            plan.Undo.Arguments.GetProperty("alarmActions")[0].GetString()));
        Assert.Equal("web", plan.Resources[0].Tags!["team"]);
        await Client.Received().PutMetricAlarmAsync(Arg.Is<PutMetricAlarmRequest>(r => r.Statistic == null
            && r.ExtendedStatistic == "p95" && r.ComparisonOperator == ComparisonOperator.LessThanOrEqualToThreshold
            && r.Dimensions == null && r.AlarmActions == null), default);
    }

    [Fact]
    public async Task A_composite_alarm_is_not_replaced()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { CompositeAlarms = [Both] });

        Assert.Contains("composite",
            Assert.Single(
            (await PlanAsync(PutAlarm.Tool, new { alarm = "both", @namespace = "N", metric = "M", threshold = 1 })).Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_a_state_tells_who_is_notified()
    {
        Assert.Equal(ChangeKind.None,
            Assert.Single((await PlanAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" })).Changes).Kind);
        var quiet = High;
        quiet.StateValue = StateValue.OK;
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [quiet] });

        var plan = await PlanAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" });
        Assert.Equal(("OK", "ALARM", "notified: arn:topic"), (plan.Changes[0].From, plan.Changes[0].To, plan.Changes[0].Note));
        Assert.Contains("next evaluation", plan.NoUndo, StringComparison.Ordinal);
        Assert.Equal("OK",
            (await RunAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" }))
            .GetProperty("before").GetString());
    }

    [Fact]
    public async Task Muting_disables_and_unmuting_enables()
    {
        var plan = await PlanAsync(SetAlarmActions.Tool, new { alarms = new[] { "high" }, enabled = false });
        Assert.Equal(("on", "off", "arn:topic"), (plan.Changes[0].From, plan.Changes[0].To, plan.Changes[0].Note));
        Assert.Equal("""{"alarms":["high"],"enabled":true}""", plan.Undo!.Arguments.GetRawText());
        await RunAsync(SetAlarmActions.Tool, new { alarms = new[] { "high" }, enabled = false });
        await Client.Received().DisableAlarmActionsAsync(Arg.Is<DisableAlarmActionsRequest>(r => r.AlarmNames.Single() == "high"), default);
        await RunAsync(SetAlarmActions.Tool, new { alarms = new[] { "high" }, enabled = true });
        await Client.Received().EnableAlarmActionsAsync(Arg.Is<EnableAlarmActionsRequest>(r => r.AlarmNames.Single() == "high"), default);
    }

    [Fact]
    public async Task Deleting_names_composite_alarms_that_depend_on_it()
    {
        var plan = await PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "high" } });

        Assert.Equal((ChangeKind.Delete, $"high (ALARM): {Rule}", "arn:topic"),
            (plan.Changes[0].Kind, plan.Changes[0].Resource, plan.Changes[0].Note));
        Assert.StartsWith("The composite alarm both uses high;", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Equal("web", plan.Undo!.Arguments.GetProperty("tags").GetProperty("team").GetString());
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "high", "gone" } }))).Code);
    }

    [Fact]
    public async Task The_parents_of_an_alarm_are_asked_for_alone() // EC2-H1
    {
        await PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "high" } });

        var parents = Client.ReceivedCalls().SelectMany(c => c.GetArguments()).OfType<DescribeAlarmsRequest>().Single(r =>
            r.ParentsOfAlarmName is not null);
        Assert.Equal((null, null, null, null, null, null),
            (parents.AlarmTypes, parents.AlarmNames, parents.AlarmNamePrefix, parents.StateValue?.Value, parents.ActionPrefix,
                parents.ChildrenOfAlarmName));
    }

    [Fact]
    public async Task Composite_alarms_go_one_a_request_and_parents_before_children() // PUB-6
    {
        // c uses b, b uses a and high; AWS tells name and ARN of parents and nothing else.
        Composites(("a", ["b"]), ("b", ["c"]), ("c", []));
        List<string> requests = [];
        await Client.DeleteAlarmsAsync(Arg.Do<DeleteAlarmsRequest>(r => requests.Add(string.Join(',', r.AlarmNames))), default);
        var input = new { alarms = new[] { "high", "a", "b", "c" } };

        Assert.Empty((await PlanAsync(DeleteAlarms.Tool, input)).Obstacles);
        var context = Context();
        var result = await RunAsync(DeleteAlarms.Tool, input, context);

        Assert.Equal(["c", "b", "a", "high"], requests);
        Assert.Equal(4, context.Steps.Count);
        Assert.Equal(4, result.GetProperty("deleted").GetArrayLength());
    }

    [Fact]
    public async Task Composite_alarms_that_use_each_other_cannot_be_deleted() // PUB-6
    {
        Composites(("a", ["b"]), ("b", ["a"]));

        Assert.Contains("circle", Assert.Single((await PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "a", "b" } })).Obstacles),
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteAlarms.Tool, new { alarms = new[] { "a", "b" } }));
        await Client.DidNotReceiveWithAnyArgs().DeleteAlarmsAsync(default!, default);
    }

    [Fact]
    public async Task A_hundred_alarms_are_asked_for_no_faster_than_CloudWatch_allows() // EC2-M4a
    {
        var names = Enumerable.Range(0, 100).Select(i => $"a{i}").ToList();
        var (describe, tags) = (new Rate(Time, 9), new Rate(Time, 10));
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(call =>
        {
            describe.Count();
            return call.Arg<DescribeAlarmsRequest>()?.ParentsOfAlarmName is null
                ? new DescribeAlarmsResponse { MetricAlarms = names.ConvertAll(n => new MetricAlarm { AlarmName = n, AlarmArn = n }) }
                : new DescribeAlarmsResponse();
        });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            tags.Count();
            return new ListTagsForResourceResponse();
        });

        var plan = await PlanAsync(DeleteAlarms.Tool, new { alarms = names });

        Assert.Equal(100, plan.Resources.Count(r => r.Tags is not null));
        // What is throttled in spite of it is not known, and said.
        Assert.Empty(plan.Unknown);
        await Task.Delay(TimeSpan.FromSeconds(1), Time);
        Assert.Empty((await PlanAsync(SetAlarmActions.Tool, new { alarms = names, enabled = false })).Unknown);
    }

    [Fact]
    public async Task A_composite_alarm_keeps_the_state_that_was_set() // EC2-M16
    {
        Composites(("c1", []));

        var plan = await PlanAsync(SetAlarmState.Tool, new { alarm = "c1", state = "OK", reason = "test" });

        Assert.StartsWith("A composite alarm keeps the state until", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal(("cloudwatch_set_alarm_state", "ALARM"), (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_scaling_policy_is_given_the_data_it_needs() // EC2-M16
    {
        var scaling = High;
        (scaling.StateValue, scaling.AlarmActions) = (StateValue.OK,
            ["arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:p:autoScalingGroupName/web:policyName/up"]);
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [scaling] });
        const string data = """{"version":"1.0"}""";

        Assert.Contains("reasonData",
            Assert.Single((await PlanAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test" })).Warnings),
            StringComparison.Ordinal);
        Assert.Empty((await PlanAsync(SetAlarmState.Tool,
            new { alarm = "high", state = "ALARM", reason = "test", reasonData = data })).Warnings);
        await RunAsync(SetAlarmState.Tool, new { alarm = "high", state = "ALARM", reason = "test", reasonData = data });
        await Client.Received().SetAlarmStateAsync(Arg.Is<SetAlarmStateRequest>(r => r.StateReasonData == data), default);
    }

    [Theory]
    [InlineData("Average", true)]
    [InlineData("SampleCount", true)]
    [InlineData("p99.9", false)]
    [InlineData("tm99", false)]
    [InlineData("tc90", false)]
    [InlineData("ts90", false)]
    [InlineData("wm90", false)]
    [InlineData("IQM", false)]
    [InlineData("PR(0:100)", false)]
    [InlineData("TM(10%:90%)", false)]
    public async Task All_but_five_statistics_are_extended_ones(string statistic, bool plain) // EC2-M19
    {
        await RunAsync(PutAlarm.Tool, new { alarm = "a", @namespace = "N", metric = "Latency", statistic, threshold = 1 });

        await Client.Received().PutMetricAlarmAsync(Arg.Is<PutMetricAlarmRequest>(r =>
            (r.Statistic == null ? null : r.Statistic.Value) == (plain ? statistic : null)
                && r.ExtendedStatistic == (plain ? null : statistic)), default);
    }

    [Theory]
    [InlineData("stop", 300, 1)]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:pager", 90, 1)]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:pager", 300, 289)]
    [InlineData("arn:aws:sns:eu-west-1:111122223333:pager", 3600, 169)]
    public async Task What_CloudWatch_never_takes_is_refused_before_the_plan(string action, int period, int evaluationPeriods)
    {
        var input = new
        {
            alarm = "a",
            @namespace = "N",
            metric = "M",
            threshold = 1,
            alarmActions = new[] { action },
            period,
            evaluationPeriods
        };

        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutAlarm.Tool, input))).Code);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task An_action_on_instances_is_a_warning()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(new DescribeAlarmsResponse());
        var input = new
        {
            alarm = "a",
            @namespace = "AWS/EC2",
            metric = "CPUUtilization",
            threshold = 1,
            alarmActions = new[] { "arn:aws:automate:eu-west-1:ec2:terminate",
                "arn:aws:swf:eu-west-1:111122223333:action/actions/AWS_EC2.InstanceId.Stop/1.0" },
        };

        var plan = await PlanAsync(PutAlarm.Tool, input);

        Assert.Equal("The alarm acts on its EC2 instance: stop, terminate.", Assert.Single(plan.Warnings));
        Assert.Equal("""{"alarms":["a"]}""", plan.Undo!.Arguments.GetRawText());
    }

    // Those that CloudFormation made have some.
    [Fact]
    public async Task The_way_back_of_a_deletion_has_no_tags_of_AWS_itself()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(call => call.Arg<DescribeAlarmsRequest>().ParentsOfAlarmName is null
                ? new DescribeAlarmsResponse { MetricAlarms = [High] } : new DescribeAlarmsResponse());
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse
        {
            Tags = [new() { Key = "team", Value = "web" }, new() { Key = "aws:cloudformation:stack-name", Value = "s" }],
        });

        var plan = await PlanAsync(DeleteAlarms.Tool, new { alarms = new[] { "high" } });

        Assert.Equal("""{"team":"web"}""", plan.Undo!.Arguments.GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task An_alarm_that_put_alarm_cannot_make_again_has_no_undo()
    {
        var odd = High;
        odd.InsufficientDataActions = ["arn:other"];
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [odd] });

        var plan = await PlanAsync(PutAlarm.Tool,
            new { alarm = "high", @namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80, tags = new { team = "web" } });

        Assert.Null(plan.Undo);
        Assert.Contains(plan.Changes, c => c is { Property: "actions on INSUFFICIENT_DATA", From: "arn:other", To: "none" });
        Assert.Contains("AWS ignores tags of an alarm that exists.", plan.Warnings);
    }

    [Theory]
    [InlineData("history")]
    [InlineData("alarm")]
    [InlineData("tags")]
    public async Task One_read_that_fails_leaves_the_rest(string part) // ANS-R14
    {
        var denied = new AmazonCloudWatchException("no") { ErrorCode = "AccessDenied" };
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default).ReturnsForAnyArgs(_ => part is "history"
            ? throw denied
            : new DescribeAlarmHistoryResponse { AlarmHistoryItems = [new() { HistorySummary = "s" }] });
        if (part is "alarm") Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs<DescribeAlarmsResponse>(_ => throw denied);
        if (part is "tags") Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs<ListTagsForResourceResponse>(_ =>
            throw denied);

        var result = await RunAsync(GetAlarmHistory.Tool, new { alarm = "high" });

        Assert.Equal(part is "alarm", !result.TryGetProperty("alarm", out _));
        Assert.Equal(part is "history" ? 0 : 1, result.GetProperty("events").GetArrayLength());
        Assert.Equal(part is not "history", result.GetProperty("complete").GetBoolean());
        Assert.Contains("not known (AccessDenied)", result.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_of_which_nothing_can_be_read_is_the_failure_itself() // ANS-R14
    {
        var denied = new AmazonCloudWatchException("no") { ErrorCode = "AccessDenied" };
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default)
            .ReturnsForAnyArgs<DescribeAlarmHistoryResponse>(_ => throw denied);
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs<DescribeAlarmsResponse>(_ => throw denied);

        Assert.Equal(ToolErrorCode.AccessDenied,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetAlarmHistory.Tool, new { alarm = "high" }))).Code);
    }

    /// <summary>
    /// Composite alarms in ALARM, each with the names of those that use it; and the alarm <c>high</c>, which <c>b</c> uses.
    /// </summary>
    private void Composites(params (string Name, string[] Parents)[] alarms) =>
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeAlarmsRequest>() switch
        {
            null => new DescribeAlarmsResponse(),
            { ParentsOfAlarmName: { } child } => new DescribeAlarmsResponse
            {
                CompositeAlarms =
                    [.. (child is "high" ? ["b"] : alarms.Single(a => a.Name == child).Parents).Select(p =>
                    new CompositeAlarm { AlarmName = p, AlarmArn = $"arn:{p}" })],
            },
            _ => new DescribeAlarmsResponse
            {
                MetricAlarms = [High],
                CompositeAlarms =
                    [.. alarms.Select(a =>
                    new CompositeAlarm { AlarmName = a.Name, AlarmArn = $"arn:{a.Name}", AlarmRule = "...",
                    StateValue = StateValue.ALARM })],
            },
        });

    private static MetricAlarm Math(string expression, int first, int second, int points) => new()
    {
        AlarmName = expression,
        AlarmArn = "a",
        Metrics =
        [
            new() { Id = "e1", Expression = expression, ReturnData = true },
            new() { Id = "m1",
                MetricStat = new() { Metric = new() { Namespace = "N", MetricName = "Requests" }, Period = first, Stat = "Sum" } },
            new() { Id = "m2",
                MetricStat = new() { Metric = new() { Namespace = "N", MetricName = "Errors" }, Period = second, Stat = "Sum" } },
        ],
        Threshold = 5,
        ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
        EvaluationPeriods = 3,
        DatapointsToAlarm = points,
    };

    [Fact]
    public async Task The_alarms_of_a_resource_are_those_whose_dimensions_name_it()
    {
        var other = High;
        (other.AlarmName, other.Dimensions) = ("other", [new() { Name = "LoadBalancer", Value = "app/web/50dc6c495c0c9188" }]);
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [High, other], CompositeAlarms = [Both] });

        Assert.Equal("high", await Names("i-1"));
        Assert.Equal("other",
            await Names("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188"));
        Assert.Equal("", await Names("i-2"));

        async Task<string> Names(string resource) => string.Join(", ", (await RunAsync(ListAlarms.Tool, new { resource }))
            .GetProperty("items").EnumerateArray().Select(a => a.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task A_band_is_an_expression_and_comes_back_by_the_undo()
    {
        PutMetricAlarmRequest? sent = null;
        Client.PutMetricAlarmAsync(Arg.Do<PutMetricAlarmRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutMetricAlarmResponse());
        var input = new { alarm = "odd", @namespace = "AWS/EC2", metric = "CPUUtilization", comparison = "outside", threshold = 2.5 };

        var rule = (await RunAsync(PutAlarm.Tool, input)).GetProperty("rule").GetString();
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [AsAlarm(sent!)] });
        Client.ClearReceivedCalls();
        var plan = await PlanAsync(PutAlarm.Tool, input);

        Assert.Equal("AWS/EC2 CPUUtilization Average; ANOMALY_DETECTION_BAND(m1, 2.5) outside band ad1 for 1 of 1 x 300 s", rule);
        Assert.Equal((null, null, "ad1", ComparisonOperator.LessThanLowerOrGreaterThanUpperThreshold),
            (sent!.MetricName, sent.Threshold, sent.ThresholdMetricId, sent.ComparisonOperator));
        Assert.All(sent.Metrics, m => Assert.True(m.ReturnData));
        Assert.Equal(("cloudwatch_put_alarm", "outside", 2.5), (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("comparison").GetString(),
            plan.Undo.Arguments.GetProperty("threshold").GetDouble()));
    }

    [Fact]
    public async Task An_expression_is_compared_and_its_metrics_are_not()
    {
        PutMetricAlarmRequest? sent = null;
        Client.PutMetricAlarmAsync(Arg.Do<PutMetricAlarmRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutMetricAlarmResponse());
        var input = new
        {
            alarm = "errors",
            metrics = new[] { new { @namespace = "N", name = "Requests", statistic = "Sum" },
                new { @namespace = "N", name = "Errors", statistic = "Sum" } },
            expression = "100*m2/m1",
            threshold = 5,
            period = 60,
        };

        await RunAsync(PutMathAlarm.Tool, input);
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [AsAlarm(sent!)] });
        Client.ClearReceivedCalls();
        var plan = await PlanAsync(PutMathAlarm.Tool, input);

        Assert.Equal([("m1", false), ("m2", false), ("e1", true)], sent!.Metrics.Select(m => (m.Id, m.ReturnData!.Value)));
        Assert.Equal((5, null), (sent.Threshold, sent.Period));
        Assert.Equal(("cloudwatch_put_math_alarm", "100*m2/m1", "Errors"),
            (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("expression").GetString(),
                plan.Undo.Arguments.GetProperty("metrics")[1].GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("FALSE")]
    [InlineData("TRUE AND NOT FALSE")]
    [InlineData("AT_LEAST(2, ALARM, (high, both))")]
    public async Task A_rule_may_name_no_alarm_by_itself(string rule) =>
        Assert.Empty((await PlanAsync(PutCompositeAlarm.Tool, new { alarm = "page", rule })).Obstacles);

    [Fact]
    public async Task The_times_of_a_suppressor_that_are_not_named_are_the_defaults_again_and_the_plan_says_so()
    {
        var present = Both;
        (present.ActionsEnabled, present.ActionsSuppressor, present.ActionsSuppressorWaitPeriod,
            present.ActionsSuppressorExtensionPeriod) = (true, "high", 300, 60);
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [High], CompositeAlarms = [present] });

        var plan = await PlanAsync(PutCompositeAlarm.Tool, new { alarm = "both", rule = "ALARM(high)", suppressor = "high" });

        Assert.Contains("both: waits for the suppressor: 300 s -> 60 s", Lines(plan));
        Assert.DoesNotContain(plan.Changes, c => c is { Property: "waits after the suppressor", Kind: ChangeKind.Change });
    }

    [Fact]
    public async Task An_alarm_behind_an_empty_page_is_replaced_and_not_created()
    {
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeAlarmsRequest>()?.NextToken is null ? new DescribeAlarmsResponse { NextToken = "t" }
            : new DescribeAlarmsResponse { MetricAlarms = [High] });

        var plan = await PlanAsync(
            PutAlarm.Tool, new { alarm = "high", @namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 90 });

        Assert.Equal("Replace the alarm high.", plan.Summary);
    }

    [Fact]
    public async Task Another_statistic_of_an_expression_and_lost_settings_of_percentiles_are_told()
    {
        var present = High;
        (present.MetricName, present.Namespace, present.Period, present.Statistic) = (null, null, null, null);
        present.Metrics =
        [
            new()
            {
                Id = "m1",
                MetricStat = new() { Metric = new() { Namespace = "N", MetricName = "Latency" }, Stat = "p99", Period = 60 }
            },
            new() { Id = "e1", Expression = "m1*1", ReturnData = true },
        ];
        present.EvaluateLowSampleCountPercentile = "ignore";
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [present] });

        var plan = await PlanAsync(PutMathAlarm.Tool, new
        {
            alarm = "high",
            metrics = new[] { new { @namespace = "N", name = "Latency", statistic = "p90" } },
            expression = "m1*1",
            threshold = 80,
            period = 60,
        });

        Assert.Contains(plan.Changes, c => c is { Property: "rule" } && c.From!.Contains("Latency p99", StringComparison.Ordinal)
            && c.To!.Contains("Latency p90", StringComparison.Ordinal));
        Assert.Contains(plan.Changes, c => c is { Property: "percentiles of few samples", From: "ignore", To: "evaluate" });
    }

    [Fact]
    public async Task History_is_read_over_empty_pages()
    {
        Client.DescribeAlarmHistoryAsync(default(DescribeAlarmHistoryRequest)!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeAlarmHistoryRequest>().NextToken is null ? new DescribeAlarmHistoryResponse { NextToken = "t" }
            : new DescribeAlarmHistoryResponse { AlarmHistoryItems = [new() { HistorySummary = "s" }] });

        var result = await RunAsync(GetAlarmHistory.Tool, new { alarm = "high" });

        Assert.Equal("s", result.GetProperty("events")[0].GetProperty("summary").GetString());
        Assert.True(result.GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData("i-1", true)]
    [InlineData("i-12", false)]
    public async Task An_alarm_is_about_what_its_expression_names(string resource, bool isAbout)
    {
        var present = High;
        present.Dimensions = null;
        present.Metrics = [new() { Id = "q1", Expression = "SELECT MAX(CPUUtilization) FROM \"AWS/EC2\" WHERE InstanceId = 'i-1'" }];
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [present] });

        var page = await RunAsync(ListAlarms.Tool, new { resource });

        Assert.Equal(isAbout ? 1 : 0, page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task An_empty_prefix_is_none()
    {
        await RunAsync(ListAlarms.Tool, new { prefix = "" });

        await Client.Received().DescribeAlarmsAsync(Arg.Is<DescribeAlarmsRequest>(r => r.AlarmNamePrefix == null), default);
    }

    [Fact]
    public async Task A_rule_of_alarms_that_do_not_exist_is_an_obstacle()
    {
        var plan = await PlanAsync(PutCompositeAlarm.Tool, new
        {
            alarm = "page",
            rule = "ALARM(high) AND NOT ALARM(\"in deployment\") OR OK(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:both)",
            suppressor = "quiet",
        });

        Assert.Equal(["There is no alarm 'in deployment'.", "There is no alarm 'quiet'."], plan.Obstacles);
    }

    [Fact]
    public async Task A_composite_alarm_is_replaced_whole_and_comes_back_by_the_undo()
    {
        PutCompositeAlarmRequest? sent = null;
        Client.PutCompositeAlarmAsync(Arg.Do<PutCompositeAlarmRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutCompositeAlarmResponse());
        var present = Both;
        (present.ActionsEnabled, present.ActionsSuppressor, present.ActionsSuppressorWaitPeriod) = (true, "high", 30);
        Client.DescribeAlarmsAsync(default(DescribeAlarmsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeAlarmsResponse { MetricAlarms = [High], CompositeAlarms = [present] });
        var input = new { alarm = "both", rule = "ALARM(high)", alarmActions = new[] { "arn:topic" } };

        var plan = await PlanAsync(PutCompositeAlarm.Tool, input);
        await RunAsync(PutCompositeAlarm.Tool, input);

        Assert.Contains(plan.Changes, c => c is { Property: "suppressor", From: "high", To: "none" });
        Assert.Equal(("high", 30), (plan.Undo!.Arguments.GetProperty("suppressor").GetString(),
            plan.Undo.Arguments.GetProperty("suppressorWaitSeconds").GetInt32()));
        Assert.Equal(("ALARM(high)", null, null), (sent!.AlarmRule, sent.ActionsSuppressor, sent.ActionsSuppressorWaitPeriod));
        Client.ClearReceivedCalls();
        Assert.Contains("alarm on metrics", Assert.Single((await PlanAsync(PutCompositeAlarm.Tool,
            new { alarm = "high", rule = "OK(both)" })).Obstacles),
            StringComparison.Ordinal);
    }

    // CloudWatch user guide, "Using search expressions in graphs": "You can't create an alarm based on the SEARCH expression".
    [Fact]
    public async Task No_alarm_is_on_a_search() =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutMathAlarm.Tool, new
        {
            alarm = "high",
            metrics = new[] { new { @namespace = "N", name = "Latency" } },
            expression = "MAX(SEARCH('{AWS/EC2,InstanceId} CPUUtilization', 'Average', 300))",
            threshold = 80,
        }))).Code);

    private static MetricAlarm AsAlarm(PutMetricAlarmRequest r) => new()
    {
        AlarmName = r.AlarmName,
        AlarmArn = "arn:alarm",
        Metrics = r.Metrics,
        ComparisonOperator = r.ComparisonOperator,
        Threshold = r.Threshold,
        ThresholdMetricId = r.ThresholdMetricId,
        EvaluationPeriods = r.EvaluationPeriods,
        TreatMissingData = r.TreatMissingData,
        ActionsEnabled = true,
    };
}
