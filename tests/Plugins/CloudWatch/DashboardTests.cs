using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class DashboardTests : ToolTest<IAmazonCloudWatch>
{
    private static readonly object Widget = new { type = "text", x = 0, y = 0, width = 3, height = 3, properties = new { markdown = "a > b" } };

    public DashboardTests()
    {
        Client.GetDashboardAsync(default!, default).ReturnsForAnyArgs(new GetDashboardResponse { DashboardName = "web", DashboardArn = "arn:web", DashboardBody = """{"widgets":[{"type":"text"},{"type":"metric"}]}""" });
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs<ListTagsForResourceResponse>(_ => throw new ResourceNotFoundException("no tags"));
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
        Client.PutDashboardAsync(default!, default).ReturnsForAnyArgs(new PutDashboardResponse { DashboardValidationMessages = [new() { DataPath = "/widgets/0", Message = "odd" }] });
        var input = new { dashboard = "web", body = new { widgets = new[] { Widget } } };

        var plan = await PlanAsync(PutDashboard.Tool, input);
        var result = await RunAsync(PutDashboard.Tool, input);

        Assert.Equal("web: 2 widget(s) -> 1 widget(s)", Assert.Single(plan.Effects));
        Assert.Null(plan.Resources[0].Tags);
        Assert.Equal("/widgets/0: odd", result.GetProperty("warnings")[0].GetString());
        await Client.Received().PutDashboardAsync(Arg.Is<PutDashboardRequest>(r => r.DashboardBody.Contains("\"markdown\":")), default);
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutDashboard.Tool, new { dashboard = "web", body = new { widgets = new object[] { Widget, new { type = "text" } } } }));
    }

    [Fact]
    public async Task A_dashboard_that_is_not_there_cannot_be_deleted()
    {
        Client.GetDashboardAsync(default!, default).ReturnsForAnyArgs<GetDashboardResponse>(_ => throw new AmazonCloudWatchException("none") { ErrorCode = "ResourceNotFound" });

        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteDashboards.Tool, new { dashboards = new[] { "web" } }))).Code);
        Assert.Empty((await PlanAsync(PutDashboard.Tool, new { dashboard = "web", body = new { widgets = Array.Empty<object>() } })).Resources);
    }

    [Fact]
    public async Task Deleting_keeps_the_body_in_the_plan()
    {
        var plan = await PlanAsync(DeleteDashboards.Tool, new { dashboards = new[] { "web" } });

        Assert.Equal("web with 2 widget(s) is deleted", Assert.Single(plan.Effects));
        Assert.StartsWith("{\"widgets\":", plan.Resources[0].State, StringComparison.Ordinal);
    }
}
