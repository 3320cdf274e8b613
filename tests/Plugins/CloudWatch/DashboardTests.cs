using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class DashboardTests : ToolTest<IAmazonCloudWatch>
{
    private static readonly object Widget = new
    {
        type = "text",
        x = 0,
        y = 0,
        width = 3,
        height = 3,
        properties = new { markdown = "a > b" }
    };

    public DashboardTests()
    {
        Client.GetDashboardAsync(default!, default)
            .ReturnsForAnyArgs(new GetDashboardResponse
            {
                DashboardName = "web",
                DashboardArn = "arn:web",
                DashboardBody = """{"widgets":[{"type":"text"},{"type":"metric"}]}"""
            });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs<ListTagsForResourceResponse>(_ =>
            throw new ResourceNotFoundException("no tags"));
    }

    [Fact]
    public async Task Dashboards_are_listed_by_prefix()
    {
        Client.ListDashboardsAsync(default!, default).ReturnsForAnyArgs(new ListDashboardsResponse { DashboardEntries = null });

        Assert.True((await RunAsync(ListDashboards.Tool, new { prefix = "w" })).GetProperty("complete").GetBoolean());
        await Client.Received().ListDashboardsAsync(Arg.Is<ListDashboardsRequest>(r => r.DashboardNamePrefix == "w"), default);
    }

    [Fact]
    public async Task A_body_is_given_as_JSON()
    {
        var dashboard = await RunAsync(GetDashboard.Tool, new { dashboard = "web" });

        Assert.Equal(2, dashboard.GetProperty("widgets").GetInt32());
        Assert.Equal("metric", dashboard.GetProperty("body").GetProperty("widgets")[1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_body_is_checked_planned_and_sent()
    {
        Client.PutDashboardAsync(default!, default)
            .ReturnsForAnyArgs(
            new PutDashboardResponse { DashboardValidationMessages = [new() { DataPath = "/widgets/0", Message = "odd" }] });
        var input = new { dashboard = "web", body = new { widgets = new[] { Widget } } };

        var plan = await PlanAsync(PutDashboard.Tool, input);
        var result = await RunAsync(PutDashboard.Tool, input);

        Assert.Equal("2 widget(s) before, 1 widget(s) after", Assert.Single(plan.Changes).Note);
        Assert.Equal(("cloudwatch_put_dashboard", 2),
            (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("body").GetProperty("widgets").GetArrayLength()));
        Assert.Null(plan.Resources[0].Tags);
        Assert.Equal("/widgets/0: odd", result.GetProperty("warnings")[0].GetString());
        await Client.Received().PutDashboardAsync(Arg.Is<PutDashboardRequest>(r => r.DashboardBody.Contains("\"markdown\":")), default);
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(PutDashboard.Tool,
            new { dashboard = "web", body = new { widgets = new object[] { Widget, new { type = "text" } } } }));
    }

    [Fact]
    public async Task A_dashboard_that_is_not_there_cannot_be_deleted()
    {
        Client.GetDashboardAsync(default!, default).ReturnsForAnyArgs<GetDashboardResponse>(_ =>
            throw new AmazonCloudWatchException("none") { ErrorCode = "ResourceNotFound" });

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteDashboards.Tool, new { dashboards = new[] { "web" } }))).Code);
        Assert.Empty((await PlanAsync(PutDashboard.Tool,
            new { dashboard = "web", body = new { widgets = Array.Empty<object>() } })).Resources);
    }

    [Fact]
    public async Task Deleting_keeps_the_body_in_the_plan()
    {
        var plan = await PlanAsync(DeleteDashboards.Tool, new { dashboards = new[] { "web" } });

        Assert.Equal((ChangeKind.Delete, "web", "2 widget(s)"), (plan.Changes[0].Kind, plan.Changes[0].Resource, plan.Changes[0].Note));
        Assert.Equal("cloudwatch_put_dashboard", plan.Undo!.Tool);
        Assert.StartsWith("{\"widgets\":", plan.Resources[0].State, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_dashboards_are_asked_for_slowly() // EC2-M4a
    {
        Client.GetDashboardAsync(default!, default).ReturnsForAnyArgs(call =>
            new GetDashboardResponse
            {
                DashboardName = call.Arg<GetDashboardRequest>().DashboardName,
                DashboardArn = "arn",
                DashboardBody = "{}"
            });
        var rate = new Rate(Time, 10);
        Client.When(c => c.GetDashboardAsync(Arg.Any<GetDashboardRequest>(), Arg.Any<CancellationToken>())).Do(_ => rate.Count());

        Assert.Equal(20,
            (await PlanAsync(DeleteDashboards.Tool, new { dashboards = Enumerable.Range(0, 20).Select(i => $"d{i}") })).Changes.Count);
    }

    [Fact]
    public async Task A_long_body_is_given_a_few_whole_widgets_at_a_time() // ANS-R3
    {
        var widgets = Enumerable.Range(0, 30).Select(i =>
            new { type = "text", properties = new { markdown = $"{i} " + new string('x', 1000) } });
        Client.GetDashboardAsync(default!, default).ReturnsForAnyArgs(_ =>
            new GetDashboardResponse
            {
                DashboardName = "web",
                DashboardArn = "arn:web",
                DashboardBody = System.Text.Json.JsonSerializer.Serialize(new { widgets })
            });

        List<string> seen = [];
        for (int skip = 0; skip < 30;)
        {
            var part = await RunAsync(GetDashboard.Tool, new { dashboard = "web", skip });
            Assert.InRange(part.GetRawText().Length, 500, 13_000);
            Assert.Equal(30, part.GetProperty("widgets").GetInt32());
            seen.AddRange(part.GetProperty("body").GetProperty("widgets").EnumerateArray().Select(w =>
                w.GetProperty("properties").GetProperty("markdown").GetString()!.Split(' ')[0]));
            skip = seen.Count;
            Assert.Equal(skip < 30,
                part.GetProperty("note").GetString()!.EndsWith($"skip={skip} gives the next.", StringComparison.Ordinal));
        }

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}"), seen);
    }
}
