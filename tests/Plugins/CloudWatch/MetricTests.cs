using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class MetricTests : ToolTest<IAmazonCloudWatch>
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 30, DateTimeKind.Utc);
    private readonly List<GetMetricDataRequest> sent = [];

    [Fact]
    public async Task Metrics_are_filtered_by_CloudWatch()
    {
        Client.ListMetricsAsync(default(ListMetricsRequest)!, default).ReturnsForAnyArgs(new ListMetricsResponse { Metrics = [new() { Namespace = "AWS/EC2", MetricName = "CPUUtilization", Dimensions = null }], NextToken = "more" });

        var page = await RunAsync(ListMetrics.Tool, new { @namespace = "AWS/EC2", dimensions = new Dictionary<string, string> { ["InstanceId"] = "" }, recentlyActive = true });

        await Client.Received().ListMetricsAsync(Arg.Is<ListMetricsRequest>(r => r.Dimensions[0].Name == "InstanceId" && r.Dimensions[0].Value == null && r.RecentlyActive == RecentlyActive.PT3H), default);
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task Series_are_named_summed_up_and_cut_to_the_last_points()
    {
        Answers(new GetMetricDataResponse
        {
            MetricDataResults =
            [
                new() { Id = "m1", StatusCode = StatusCode.Complete, Timestamps = [Now, Now.AddMinutes(-5), Now.AddMinutes(-10)], Values = [3, 1, 2] },
                new() { Id = "e1", StatusCode = StatusCode.Complete },
            ],
        });

        var series = (await RunAsync(GetMetricData.Tool, new
        {
            metrics = new[] { new { @namespace = "AWS/EC2", name = "CPUUtilization", dimensions = new Dictionary<string, string> { ["InstanceId"] = "i-1" }, statistic = "p99.9" } },
            expressions = new[] { "m1*2" },
            points = 2,
        })).GetProperty("series");

        Assert.Equal("AWS/EC2 CPUUtilization InstanceId=i-1 p99.9", series[0].GetProperty("label").GetString());
        Assert.Equal((3, 1.0, 3.0, 2.0, 6.0, 3.0), (series[0].GetProperty("count").GetInt32(), series[0].GetProperty("minimum").GetDouble(), series[0].GetProperty("maximum").GetDouble(),
            series[0].GetProperty("average").GetDouble(), series[0].GetProperty("sum").GetDouble(), series[0].GetProperty("last").GetDouble()));
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

        var result = await GetMetricData.RunAsync(Client, Input(from), Now, default);

        Assert.Equal(period, result.PeriodSeconds);
        Assert.Equal(0, sent[0].StartTime!.Value.Ticks % (period * TimeSpan.TicksPerSecond));
    }

    [Fact]
    public async Task Old_data_is_asked_for_in_periods_that_are_kept()
    {
        Answers(new GetMetricDataResponse());

        Assert.Equal(3600, (await GetMetricData.RunAsync(Client, Input("100d") with { To = "2025-11-21T18:00:00Z" }, Now, default)).PeriodSeconds);
    }

    [Fact]
    public async Task A_series_in_several_parts_is_put_together()
    {
        Answers(
            new() { MetricDataResults = [new() { Id = "m1", StatusCode = StatusCode.PartialData, Timestamps = [Now], Values = [1] }], NextToken = "more" },
            new() { MetricDataResults = [new() { Id = "m1", StatusCode = StatusCode.Complete, Timestamps = [Now.AddMinutes(1)], Values = [2] }] });

        var series = (await GetMetricData.RunAsync(Client, Input("3h"), Now, default)).Series[0];

        Assert.Equal((2, 3.0, null), (series.Count, series.Sum, series.Note));
        Assert.Equal(2, sent.Count);
    }

    [Theory]
    [InlineData("1h", "2h")]
    [InlineData("3x", null)]
    [InlineData("", null)]
    [InlineData("yesterday", null)]
    public async Task A_range_that_is_none_is_refused(string from, string? to) =>
        Assert.Equal(ToolErrorCode.InvalidInput, (await Assert.ThrowsAsync<ToolException>(() => GetMetricData.RunAsync(Client, Input(from) with { To = to }, Now, default))).Code);

    [Fact]
    public async Task Values_are_published_as_given()
    {
        var input = new { @namespace = "Jobs", data = new object[] { new { name = "Duration", value = 95.5, unit = "Seconds", dimensions = new Dictionary<string, string> { ["job"] = "nightly" } }, new { name = "Runs", value = 1 } } };

        Assert.Equal(["Jobs Duration job=nightly = 95.5 Seconds", "Jobs Runs = 1"], (await PlanAsync(PutMetricData.Tool, input)).Effects);
        await RunAsync(PutMetricData.Tool, input);

        await Client.Received().PutMetricDataAsync(Arg.Is<PutMetricDataRequest>(r => r.MetricData[0].Unit == StandardUnit.Seconds && r.MetricData[1].Unit == null && r.MetricData[1].Dimensions == null), default);
    }

    private static GetMetricData.Input Input(string from) => new() { Metrics = [new() { Namespace = "N", Name = "M" }], From = from };

    private void Answers(params GetMetricDataResponse[] pages)
    {
        var n = 0;
        Client.GetMetricDataAsync(Arg.Do<GetMetricDataRequest>(sent.Add), default).ReturnsForAnyArgs(_ => pages[Math.Min(n++, pages.Length - 1)]);
    }
}
