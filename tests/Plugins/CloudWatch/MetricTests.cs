using System.Text.Json;
using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class MetricTests : ToolTest<IAmazonCloudWatch>
{
    // The clock of the tools' context.
    private static readonly DateTime Now = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly List<GetMetricDataRequest> sent = [];

    [Fact]
    public async Task Metrics_are_filtered_by_CloudWatch()
    {
        Client.ListMetricsAsync(default(ListMetricsRequest)!, default)
            .ReturnsForAnyArgs(
            new ListMetricsResponse
            {
                Metrics = [new() { Namespace = "AWS/EC2", MetricName = "CPUUtilization", Dimensions = null }],
                NextToken = "more"
            });

        var page = await RunAsync(ListMetrics.Tool,
            new { @namespace = "AWS/EC2", dimensions = new Dictionary<string, string> { ["InstanceId"] = "" }, recentlyActive = true });

        await Client.Received().ListMetricsAsync(Arg.Is<ListMetricsRequest>(r => r.Dimensions[0].Name == "InstanceId"
            && r.Dimensions[0].Value == null && r.RecentlyActive == RecentlyActive.PT3H), default);
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task A_chart_is_drawn_by_CloudWatch_of_the_same_queries_and_range()
    {
        Answers(new GetMetricDataResponse());
        GetMetricWidgetImageRequest? asked = null;
        Client.GetMetricWidgetImageAsync(Arg.Do<GetMetricWidgetImageRequest>(r => asked = r), default)
            .ReturnsForAnyArgs(new GetMetricWidgetImageResponse { MetricWidgetImage = new MemoryStream([1, 2, 3]) });
        var tool = GetMetricData.Tool.Bind(_ => Client);
        var arguments = JsonSerializer.SerializeToElement(new
        {
            metrics = new[] { new { @namespace = "AWS/EC2", name = "CPUUtilization", dimensions = new Dictionary<string,
                string> { ["InstanceId"] = "i-1" } } },
            expressions = new[] { "m1*2" },
            period = 300,
            chart = true,
        });

        var answer = await tool.RunAsync(arguments, Context(), CancellationToken.None);

        var image = Assert.IsType<ImageContent>(Assert.Single(answer.Content));
        Assert.Equal("image/png", image.MediaType);
        Assert.Equal([1, 2, 3], image.Data.ToArray());
        Assert.False(answer.Value.TryGetProperty("content", out _));
        var widget = JsonElement.Parse(asked!.MetricWidget);
        Assert.Equal("""[["AWS/EC2","CPUUtilization","InstanceId","i-1",{"id":"m1","stat":"Average"}],[{"expression":"m1*2","id":"e1"}]]""",
            widget.GetProperty("metrics").GetRawText());
        Assert.Equal(("2026-02-28T21:00:00Z", "2026-03-01T00:00:00Z", 300), (widget.GetProperty("start").GetString(),
            widget.GetProperty("end").GetString(), widget.GetProperty("period").GetInt32()));
    }

    [Theory]
    [InlineData(true, "The chart of CloudWatch: not known (AccessDenied). This one is drawn here.")]
    [InlineData(false, "The chart of CloudWatch: not known (AccessDenied). There is nothing to draw here.")]
    public async Task A_chart_that_CloudWatch_does_not_draw_is_drawn_here(bool hasPoints, string note)
    {
        Answers(new GetMetricDataResponse
        {
            MetricDataResults = hasPoints
                ? [new() { Id = "e1", StatusCode = StatusCode.Complete, Timestamps = [Now, Now.AddMinutes(-5)], Values = [3, 1] }] : [],
        });
        Client.GetMetricWidgetImageAsync(default!, default).ReturnsForAnyArgs(Task.FromException<GetMetricWidgetImageResponse>(
            new AmazonCloudWatchException("no", Amazon.Runtime.ErrorType.Sender, "AccessDenied", "r",
                System.Net.HttpStatusCode.Forbidden)));

        var answer = await GetMetricData.Tool.Bind(_ => Client).RunAsync(
            JsonSerializer.SerializeToElement(new { expressions = new[] { "SELECT 1" }, chart = true }), Context(), CancellationToken.None);

        Assert.Equal(note, answer.Value.GetProperty("note").GetString());
        Assert.Equal(hasPoints ? "image/png" : null, answer.Content.OfType<ImageContent>().SingleOrDefault()?.MediaType);
        if (hasPoints) Assert.Equal("PNG"u8, answer.Content.OfType<ImageContent>().Single().Data.Span[1..4]);
    }

    [Fact]
    public async Task Series_are_named_summed_up_and_cut_to_the_last_points()
    {
        Answers(new GetMetricDataResponse
        {
            MetricDataResults =
            [
                new() { Id = "m1", StatusCode = StatusCode.Complete, Timestamps = [Now, Now.AddMinutes(-5), Now.AddMinutes(-10)],
                    Values = [3, 1, 2] },
                new() { Id = "e1", StatusCode = StatusCode.Complete },
            ],
        });

        var series = (await RunAsync(GetMetricData.Tool, new
        {
            metrics = new[] { new { @namespace = "AWS/EC2", name = "CPUUtilization", dimensions = new Dictionary<string,
                string> { ["InstanceId"] = "i-1" }, statistic = "p99.9" } },
            expressions = new[] { "m1*2" },
            points = 2,
        })).GetProperty("series");

        Assert.Equal("AWS/EC2 CPUUtilization InstanceId=i-1 p99.9", series[0].GetProperty("label").GetString());
        Assert.Equal((3, 1.0, 3.0, 2.0, 6.0, 3.0),
            (series[0].GetProperty("count").GetInt32(), series[0].GetProperty("minimum").GetDouble(),
            series[0].GetProperty("maximum").GetDouble(),
            series[0].GetProperty("average").GetDouble(), series[0].GetProperty("sum").GetDouble(),
                series[0].GetProperty("last").GetDouble()));
        Assert.Equal([1.0, 3.0], series[0].GetProperty("points").EnumerateArray().Select(p => p.GetProperty("value").GetDouble()));
        Assert.Equal("the last 2 of 3 points", series[0].GetProperty("note").GetString());
        Assert.Equal("m1*2", series[1].GetProperty("label").GetString());
        Assert.False(series[1].TryGetProperty("average", out _));
    }

    [Theory]
    [InlineData("30m", 60)]
    [InlineData("3h", 300)]
    [InlineData("1d", 3600)]
    [InlineData("2w", 86400)]
    public async Task The_period_fits_the_range(string from, int period)
    {
        Answers(new GetMetricDataResponse());

        var result = await RunAsync(GetMetricData.Tool, Input(from));

        Assert.Equal(period, result.GetProperty("periodSeconds").GetInt32());
        Assert.Equal(0, sent[0].StartTime!.Value.Ticks % (period * TimeSpan.TicksPerSecond));
    }

    [Fact]
    public async Task Old_data_is_asked_for_in_periods_that_are_kept()
    {
        Answers(new GetMetricDataResponse());

        Assert.Equal(3600,
            (await RunAsync(GetMetricData.Tool, Input("100d", "2025-11-21T18:00:00Z"))).GetProperty("periodSeconds").GetInt32());
    }

    [Fact]
    public async Task A_series_in_several_parts_is_put_together()
    {
        var first = Result("m1", "M", 1);
        first.StatusCode = StatusCode.PartialData;
        Answers(
            new() { MetricDataResults = [first], NextToken = "more" },
            new() { MetricDataResults = [Result("m1", "M", 2, minute: 1)] });

        var series = Assert.Single((await RunAsync(GetMetricData.Tool, Input("3h"))).GetProperty("series").EnumerateArray());

        Assert.Equal((2, 3.0), (series.GetProperty("count").GetInt32(), series.GetProperty("sum").GetDouble()));
        Assert.False(series.TryGetProperty("note", out _));
        Assert.Equal(2, sent.Count);
    }

    [Theory]
    [InlineData("1h", "2h")]
    [InlineData("3x", null)]
    [InlineData("", null)]
    [InlineData("yesterday", null)]
    public async Task A_range_that_is_none_is_refused(string from, string? to) =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetMetricData.Tool, Input(from, to)))).Code);

    [Fact]
    public async Task Values_are_published_as_given()
    {
        var dimensions = new Dictionary<string, string> { ["job"] = "nightly" };
        var data = new object[] { new { name = "Duration", value = 95.5, unit = "Seconds", dimensions }, new { name = "Runs", value = 1 } };
        var input = new { @namespace = "Jobs", data };

        Assert.Equal([("Jobs Duration job=nightly", "95.5 Seconds"), ("Jobs Runs", "1")],
            (await PlanAsync(PutMetricData.Tool, input)).Changes.Select(c => (c.Resource, c.To!)));
        await RunAsync(PutMetricData.Tool, input);

        await Client.Received().PutMetricDataAsync(Arg.Is<PutMetricDataRequest>(r => r.MetricData[0].Unit == StandardUnit.Seconds
            && r.MetricData[1].Unit == null && r.MetricData[1].Dimensions == null), default);
    }

    [Fact]
    public async Task The_series_of_an_expression_are_told_apart_by_their_labels() // EC2-H4, PUB-4, EC2-L14
    {
        Answers(
            new()
            {
                MetricDataResults = [Result("m1", "CPUUtilization", 5), Result("e1", "i-0quiet", 3), Result("e1", "i-0busy", 91)],
                Messages = [new() { Code = "MaxMetricsExceeded", Value = "Maximum number of allowed metrics exceeded" }],
                NextToken = "more",
            },
            new() { MetricDataResults = [Result("e1", "i-0busy", 97, 5), Result("e1", "i-0quiet", 5, 5)] });

        var result = await RunAsync(GetMetricData.Tool, new
        {
            metrics = new[] { new { @namespace = "AWS/EC2", name = "CPUUtilization" } },
            expressions = new[] { "SEARCH('{AWS/EC2,InstanceId} CPUUtilization','Average',300)" },
        });

        Assert.Equal([("m1", "AWS/EC2 CPUUtilization Average", 5.0, 5.0), ("e1", "i-0quiet", 3, 5), ("e1", "i-0busy", 91, 97)],
            result.GetProperty("series").EnumerateArray().Select(s =>
                (s.GetProperty("id").GetString()!, s.GetProperty("label").GetString()!,
                s.GetProperty("minimum").GetDouble(), s.GetProperty("maximum").GetDouble())));
        Assert.Contains("Maximum number of allowed metrics exceeded.", result.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Series_with_one_label_stay_two_when_they_come_in_one_page() // EC2-H4
    {
        Answers(
            new() { MetricDataResults = [Result("e1", "CPU", 3), Result("e1", "CPU", 91)], NextToken = "more" },
            new() { MetricDataResults = [Result("e1", "CPU", 5, 5), Result("e1", "CPU", 97, 5)] });

        var result = await RunAsync(GetMetricData.Tool,
            new { expressions = new[] { "SEARCH('{AWS/EC2,InstanceId} CPUUtilization','Average',300)" } });

        Assert.Equal([(3.0, 5.0), (91, 97)], result.GetProperty("series").EnumerateArray()
            .Select(s => (s.GetProperty("minimum").GetDouble(), s.GetProperty("maximum").GetDouble())));
    }

    [Fact]
    public async Task Many_metrics_over_days_stay_a_small_answer_that_says_what_is_folded() // ANS-R3
    {
        var times = Enumerable.Range(0, 48).Select(h => Now.AddHours(h - 48)).ToList();
        Answers(new GetMetricDataResponse
        {
            MetricDataResults = [.. Enumerable.Range(1, 20).Select(i => new MetricDataResult
            {
                Id = $"m{i}", StatusCode = StatusCode.Complete, Timestamps = times, Values = [.. times.Select(t => t.Hour * 1234.567 + i)],
            })],
        });
        var metrics = Enumerable.Range(1, 20).Select(i => new
        {
            @namespace = "AWS/ApplicationELB",
            name = "RequestCountPerTarget",
            dimensions = new Dictionary<string, string>
            {
                ["LoadBalancer"] = "app/web/0123456789abcdef",
                ["TargetGroup"] = $"targetgroup/web{i}/0123456789abcdef",
            },
        }).ToList();

        var result = await RunAsync(GetMetricData.Tool, new { metrics, from = "2d" });
        var more = await RunAsync(GetMetricData.Tool, new { metrics, from = "2d", points = 40 });

        // Less than 5,000 tokens: dates have about 2.4 characters a token, all else more.
        Assert.InRange(result.GetRawText().Length, 5_000, 13_000);
        Assert.Equal(48, result.GetProperty("series")[0].GetProperty("count").GetInt32());
        Assert.Contains("points=40", result.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(40, more.GetProperty("series")[19].GetProperty("points").GetArrayLength());
    }

    [Fact]
    public async Task Very_many_series_are_counted_and_a_way_to_choose_is_named() // ANS-R3
    {
        Answers(new GetMetricDataResponse { MetricDataResults = [.. Enumerable.Range(0, 90).Select(i => Result("e1", $"i-{i}", i))] });

        var result = await RunAsync(GetMetricData.Tool, new { expressions = new[] { "SEARCH('{AWS/EC2,InstanceId}', 'Average')" } });

        Assert.Equal(50, result.GetProperty("series").GetArrayLength());
        Assert.StartsWith("40 of 90 series are left out; SORT(", result.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20d", 60, "15 days", "period=300")]
    [InlineData("4h", 10, "3 hours", "period=60")]
    [InlineData("70d", 300, "63 days", "period=3600")]
    [InlineData("500d", 3600, "455 days", "gone")]
    public async Task A_period_that_is_not_kept_so_long_is_named(string from, int period, string kept,
        string instead) // EC2-L12, ANS-R20, PUB-4
    {
        Answers(new GetMetricDataResponse());

        var result = await RunAsync(GetMetricData.Tool, new { metrics = new[] { new { @namespace = "N", name = "M" } }, from, period });

        var note = result.GetProperty("note").GetString()!;
        Assert.Contains(kept, note, StringComparison.Ordinal);
        Assert.Contains(instead, note, StringComparison.Ordinal);
        Assert.Contains("check the period first", result.GetProperty("series")[0].GetProperty("note").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tiny_values_stay_what_they_are() // EC2-L12
    {
        Answers(new GetMetricDataResponse { MetricDataResults = [Result("m1", "M", 1.23456789e-9)] });

        var series = (await RunAsync(GetMetricData.Tool, Input("3h"))).GetProperty("series")[0];

        Assert.Equal((1.23457e-9, 1.23457e-9), (series.GetProperty("last").GetDouble(), series.GetProperty("sum").GetDouble()));
        Assert.False((await RunAsync(GetMetricData.Tool, Input("3h"))).TryGetProperty("note", out _));
    }

    [Fact]
    public async Task A_call_without_any_metric_or_with_an_odd_period_is_refused()
    {
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetMetricData.Tool, new { from = "3h" }));
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(GetMetricData.Tool, new { expressions = new[] { "1" }, period = 90 }));
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task A_pattern_finds_metrics_that_CloudWatch_cannot_filter()
    {
        Client.ListMetricsAsync(default(ListMetricsRequest)!, default).ReturnsForAnyArgs(new ListMetricsResponse
        {
            Metrics = [new() { Namespace = "AWS/EC2", MetricName = "CPUUtilization" },
                new() { Namespace = "AWS/EC2", MetricName = "NetworkIn" }],
        });

        var page = await RunAsync(ListMetrics.Tool, new { name = "cpu*" });

        await Client.Received().ListMetricsAsync(Arg.Is<ListMetricsRequest>(r => r.MetricName == null), default);
        Assert.Equal("CPUUtilization", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
    }

    private static MetricDataResult Result(string id, string label, double value, int minute = 0) =>
        new() { Id = id, Label = label, StatusCode = StatusCode.Complete, Timestamps = [Now.AddMinutes(minute - 60)], Values = [value] };

    private static object Input(string from, string? to = null) => to is null
        ? new { metrics = new[] { new { @namespace = "N", name = "M" } }, from }
        : new { metrics = new[] { new { @namespace = "N", name = "M" } }, from, to };

    private void Answers(params GetMetricDataResponse[] pages)
    {
        var n = 0;
        Client.GetMetricDataAsync(Arg.Do<GetMetricDataRequest>(sent.Add), default).ReturnsForAnyArgs(_ =>
            pages[Math.Min(n++, pages.Length - 1)]);
    }
}
