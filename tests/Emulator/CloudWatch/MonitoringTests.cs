using System.Text.Json;

namespace Infra.Emulator.CloudWatch;

public sealed class MonitoringTests(EmulatorFixture fixture) : EmulatorTest(fixture)
{
    [Fact]
    public async Task Values_are_published_found_and_read()
    {
        // A range ends before the second in which it is asked for.
        var at = DateTime.UtcNow.AddMinutes(-1);
        await CallAsync("cloudwatch_put_metric_data", new
        {
            @namespace = "Jobs",
            data = new[]
            {
                new { name = "Duration", value = 90, unit = "Seconds", at, dimensions = new { job = "nightly" } },
                new { name = "Duration", value = 100, unit = "Seconds", at, dimensions = new { job = "nightly" } },
            },
        });

        var metric = Assert.Single(Items(await CallAsync("cloudwatch_list_metrics", new { @namespace = "Jobs" })));
        Assert.Equal("nightly", metric.GetProperty("dimensions").GetProperty("job").GetString());
        var data = await CallAsync("cloudwatch_get_metric_data", new
        {
            metrics = new object[]
            {
                new { @namespace = "Jobs", name = "Duration", dimensions = new { job = "nightly" } },
                new { @namespace = "Jobs", name = "Duration", dimensions = new { job = "nightly" }, statistic = "Sum" },
            },
            from = "2h",
        });
        Assert.Equal([95.0, 190.0], data.GetProperty("series").EnumerateArray().Select(s => s.GetProperty("last").GetDouble()));
        // Where there is no GetMetricWidgetImage, as on the emulator, the chart is ours.
        var drawn = await AnswerAsync("cloudwatch_get_metric_data", new
        {
            metrics = new object[] { new { @namespace = "Jobs", name = "Duration", dimensions = new { job = "nightly" } } },
            chart = true,
        });
        Assert.Equal("image/png", Assert.Single(drawn.Content.OfType<ModelContextProtocol.Protocol.ImageContentBlock>()).MimeType);
        Assert.Equal("InvalidInput",
            (await FailAsync("cloudwatch_put_metric_data",
            new { @namespace = "AWS/EC2", data = new[] { new { name = "a", value = 1 } } })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_alarm_lives_from_its_creation_to_its_end()
    {
        var input = new
        {
            alarm = "high-cpu",
            @namespace = "AWS/EC2",
            metric = "CPUUtilization",
            dimensions = new Dictionary<string, string> { ["InstanceId"] = "i-0123456789abcdef0" },
            threshold = 80,
            evaluationPeriods = 3,
            datapointsToAlarm = 2,
            alarmActions = new[] { "arn:aws:sns:us-east-1:123456789012:pager" },
            tags = new { team = "web" },
        };
        const string rule = "AWS/EC2 CPUUtilization InstanceId=i-0123456789abcdef0 Average > 80 for 2 of 3 x 300 s";
        var created = (await PlanAsync("cloudwatch_put_alarm", input)).GetProperty("changes")[0];
        Assert.Equal(("high-cpu", "rule", rule),
            (created.GetProperty("resource").GetString(), created.GetProperty("property").GetString(),
                created.GetProperty("to").GetString()));
        await CallAsync("cloudwatch_put_alarm", input);
        await CallAsync("cloudwatch_set_alarm_state", new { alarm = "high-cpu", state = "ALARM", reason = "test" });
        Assert.Equal(rule,
            Assert.Single(Items(await CallAsync("cloudwatch_list_alarms", new { state = "ALARM" }))).GetProperty("rule").GetString());

        // The emulator lacks both of these.
        Wire.Answer("DisableAlarmActions", """
            <DisableAlarmActionsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">
              <ResponseMetadata><RequestId>3f1478c7-33a9-11df-9540-99d0768312d3</RequestId></ResponseMetadata>
            </DisableAlarmActionsResponse>
            """);
        Wire.Answer("DescribeAlarmHistory", """
            <DescribeAlarmHistoryResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">
              <DescribeAlarmHistoryResult>
                <AlarmHistoryItems>
                  <member>
                    <Timestamp>2026-01-02T03:04:05.678Z</Timestamp>
                    <HistoryItemType>StateUpdate</HistoryItemType>
                    <AlarmName>high-cpu</AlarmName>
                    <AlarmType>MetricAlarm</AlarmType>
                    <HistoryData>{"version":"1.0"}</HistoryData>
                    <HistorySummary>Alarm updated from OK to ALARM</HistorySummary>
                  </member>
                </AlarmHistoryItems>
              </DescribeAlarmHistoryResult>
              <ResponseMetadata><RequestId>f621311e-f463-11de-a2c3-9eb5d8b8bc8d</RequestId></ResponseMetadata>
            </DescribeAlarmHistoryResponse>
            """);
        await CallAsync("cloudwatch_set_alarm_actions", new { alarms = new[] { "high-cpu" }, enabled = false });
        Assert.Contains(Wire.Seen, r => r.Operation == "DisableAlarmActions"
            && r.Body.Contains("AlarmNames.member.1=high-cpu", StringComparison.Ordinal));
        var history = await CallAsync("cloudwatch_get_alarm_history", new { alarm = "high-cpu" });
        Assert.Equal("Alarm updated from OK to ALARM", history.GetProperty("events")[0].GetProperty("summary").GetString());
        Assert.Equal(("test", "web"),
            (history.GetProperty("alarm").GetProperty("reason").GetString(),
            history.GetProperty("alarm").GetProperty("tags").GetProperty("team").GetString()));

        await ConfirmAsync("cloudwatch_delete_alarms", new { alarms = new[] { "high-cpu" } });
        Assert.Empty(Items(await CallAsync("cloudwatch_list_alarms")));
        Assert.Equal("NotFound",
            (await FailAsync("cloudwatch_delete_alarms", new { alarms = new[] { "high-cpu" } })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Alarms_of_all_kinds_watch_a_load_balancer_and_a_chart_shows_it()
    {
        const string balancer = "app/web/50dc6c495c0c9188";
        var dimensions = new Dictionary<string, string> { ["LoadBalancer"] = balancer };
        await CallAsync("cloudwatch_put_alarm", new
        {
            alarm = "odd",
            @namespace = "AWS/ApplicationELB",
            metric = "RequestCount",
            dimensions,
            comparison = "outside",
            threshold = 2
        });
        await CallAsync("cloudwatch_put_math_alarm", new
        {
            alarm = "errors",
            metrics = new object[] { Metric("RequestCount"), Metric("HTTPCode_Target_5XX_Count") },
            expression = "100*m2/m1",
            threshold = 5,
        });
        await CallAsync("cloudwatch_put_alarm", new { alarm = "other", @namespace = "AWS/EC2", metric = "CPUUtilization", threshold = 80 });
        Wire.Settle();
        // The emulator has neither of these.
        Wire.Answer("PutCompositeAlarm", """
            <PutCompositeAlarmResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">
              <ResponseMetadata><RequestId>3f1478c7-33a9-11df-9540-99d0768312d3</RequestId></ResponseMetadata>
            </PutCompositeAlarmResponse>
            """);
        Wire.Answer("GetMetricWidgetImage", """
            <GetMetricWidgetImageResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">
              <GetMetricWidgetImageResult><MetricWidgetImage>iVBORw0KGgo=</MetricWidgetImage></GetMetricWidgetImageResult>
              <ResponseMetadata><RequestId>3f1478c7-33a9-11df-9540-99d0768312d3</RequestId></ResponseMetadata>
            </GetMetricWidgetImageResponse>
            """);
        await CallAsync("cloudwatch_put_composite_alarm", new { alarm = "page", rule = "ALARM(errors) AND NOT ALARM(odd)" });
        var chart = await AnswerAsync("cloudwatch_get_metric_data", new { metrics = new[] { Metric("RequestCount") }, chart = true });

        Assert.Equal(["errors", "odd"], Items(await CallAsync("cloudwatch_list_alarms", new { resource = balancer }))
            .Select(a => a.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
        var image = Assert.Single(chart.Content.OfType<ModelContextProtocol.Protocol.ImageContentBlock>());
        Assert.Equal("image/png", image.MimeType);

        object Metric(string name) => new { @namespace = "AWS/ApplicationELB", name, dimensions, statistic = "Sum" };
    }

    [Fact]
    public async Task A_dashboard_is_put_read_and_deleted()
    {
        var widget = new { type = "text", x = 0, y = 0, width = 6, height = 2, properties = new { markdown = "# web" } };
        var body = new { widgets = new[] { widget } };
        Assert.Equal("1 widget(s)",
            (await PlanAsync("cloudwatch_put_dashboard", new { dashboard = "web", body })).GetProperty("changes")[0]
            .GetProperty("to").GetString());
        await CallAsync("cloudwatch_put_dashboard", new { dashboard = "web", body });

        Assert.Equal("web",
            Assert.Single(Items(await CallAsync("cloudwatch_list_dashboards", new { prefix = "w" }))).GetProperty("name").GetString());
        Assert.Equal("# web",
            (await CallAsync("cloudwatch_get_dashboard", new { dashboard = "web" })).GetProperty("body").GetProperty("widgets")[0]
            .GetProperty("properties").GetProperty("markdown").GetString());
        await ConfirmAsync("cloudwatch_delete_dashboards", new { dashboards = new[] { "web" } });
        Assert.Equal("NotFound", (await FailAsync("cloudwatch_get_dashboard", new { dashboard = "web" })).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Metric_streams_are_listed()
    {
        // The emulator has none.
        Wire.Answer("ListMetricStreams", """
            <ListMetricStreamsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">
              <ListMetricStreamsResult>
                <Entries>
                  <member>
                    <Arn>arn:aws:cloudwatch:us-east-1:123456789012:metric-stream/all</Arn>
                    <CreationDate>2026-01-02T03:04:05.678Z</CreationDate>
                    <LastUpdateDate>2026-01-02T03:04:05.678Z</LastUpdateDate>
                    <Name>all</Name>
                    <FirehoseArn>arn:aws:firehose:us-east-1:123456789012:deliverystream/metrics</FirehoseArn>
                    <State>running</State>
                    <OutputFormat>opentelemetry1.0</OutputFormat>
                  </member>
                </Entries>
              </ListMetricStreamsResult>
              <ResponseMetadata><RequestId>3f1478c7-33a9-11df-9540-99d0768312d3</RequestId></ResponseMetadata>
            </ListMetricStreamsResponse>
            """);

        Assert.Equal("running",
            Assert.Single(Items(await CallAsync("cloudwatch_list_metric_streams", new { }))).GetProperty("state").GetString());
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement page) => page.GetProperty("items").EnumerateArray();
}
