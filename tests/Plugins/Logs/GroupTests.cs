using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

public sealed class GroupTests : ToolTest<IAmazonCloudWatchLogs>
{
    private readonly LogGroup web = new()
    {
        LogGroupName = "/ecs/web",
        Arn = "arn:aws:logs:eu-west-1:1:log-group:/ecs/web:*",
        RetentionInDays = 90,
        StoredBytes = 5000,
    };

    public GroupTests()
    {
        Client.DescribeLogGroupsAsync(default!, default).ReturnsForAnyArgs(call =>
            call.Arg<DescribeLogGroupsRequest>().LogGroupNamePrefix is "/ecs/web"
                ? new DescribeLogGroupsResponse { LogGroups = [new() { LogGroupName = "/ecs/web-2" }, web] }
                : new DescribeLogGroupsResponse());
        Client.ListTagsForResourceAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsForResourceResponse { Tags = new() { ["team"] = "web" } });
        Client.DescribeMetricFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeMetricFiltersResponse());
        Client.DescribeSubscriptionFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeSubscriptionFiltersResponse());
        Client.DescribeLogStreamsAsync(default!, default).ReturnsForAnyArgs(new DescribeLogStreamsResponse());
    }

    [Fact]
    public async Task A_group_is_created_with_its_retention()
    {
        var arguments = new { name = "/ecs/new", retentionDays = 30, logGroupClass = "INFREQUENT_ACCESS", tags = new { team = "web" } };

        var plan = await PlanAsync(CreateGroup.Tool, arguments);
        await RunAsync(CreateGroup.Tool, arguments);

        Assert.Contains("/ecs/new: class: INFREQUENT_ACCESS", Lines(plan));
        await Client.Received().CreateLogGroupAsync(
            Arg.Is<CreateLogGroupRequest>(r => r.LogGroupClass == "INFREQUENT_ACCESS" && r.Tags["team"] == "web"),
            Arg.Any<CancellationToken>());
        await Client.Received().PutRetentionPolicyAsync(Arg.Is<PutRetentionPolicyRequest>(r => r.RetentionInDays == 30),
            Arg.Any<CancellationToken>());
        Assert.Equal("/ecs/web exists.", Assert.Single((await PlanAsync(CreateGroup.Tool, new { name = "/ecs/web" })).Obstacles));
    }

    [Fact]
    public async Task A_shorter_retention_loses_events_and_a_longer_one_does_not()
    {
        var shorter = await PlanAsync(SetRetention.Tool, new { group = "/ecs/web", retentionDays = 30 });
        var forEver = await PlanAsync(SetRetention.Tool, new { group = "/ecs/web" });
        await RunAsync(SetRetention.Tool, new { group = "/ecs/web" });

        Assert.Contains("LOST: events of /ecs/web that are older than 30 days; within 72 hours", Lines(shorter));
        Assert.Equal(90, shorter.Undo!.Arguments.GetProperty("retentionDays").GetInt32());
        Assert.Equal("/ecs/web: events kept: 90 days -> for ever", Lines(forEver)[0]);
        Assert.Equal("web", shorter.Resources.Single().Tags!["team"]);
        await Client.Received().DeleteRetentionPolicyAsync(Arg.Any<DeleteRetentionPolicyRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_retention_that_AWS_does_not_take_names_the_next_longer_one()
    {
        var wrong = await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(SetRetention.Tool, new { group = "/ecs/web", retentionDays = 45 }));

        Assert.Equal((ToolErrorCode.InvalidInput, "The next longer time is 60 days."), (wrong.Code, wrong.Hint));
    }

    [Fact]
    public async Task A_deletion_tells_what_goes_with_the_group_and_what_stops_it()
    {
        web.DeletionProtectionEnabled = true;
        Client.DescribeSubscriptionFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeSubscriptionFiltersResponse
        {
            SubscriptionFilters = [new() { FilterName = "alerts", DestinationArn = "arn:aws:lambda:eu-west-1:1:function:alert" }],
        });

        var plan = await PlanAsync(DeleteGroup.Tool, new { group = "/ecs/web" });

        Assert.Contains("subscription filter alerts: deleted; arn:aws:lambda:eu-west-1:1:function:alert", Lines(plan));
        Assert.Equal("Deletion protection is on.", Assert.Single(plan.Obstacles));
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteGroup.Tool, new { group = "/ecs" }))).Code);
    }

    [Fact]
    public async Task Filters_of_both_types_are_listed_and_replaced_and_have_a_way_back()
    {
        Client.DescribeMetricFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeMetricFiltersResponse
        {
            MetricFilters =
            [
                new()
                {
                    FilterName = "errors",
                    FilterPattern = "ERROR",
                    MetricTransformations = [new() { MetricNamespace = "Shop", MetricName = "Errors", MetricValue = "1" }],
                },
            ],
        });
        Client.DescribeSubscriptionFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeSubscriptionFiltersResponse
        {
            SubscriptionFilters = [new() { FilterName = "a", DestinationArn = "arn:a", RoleArn = "arn:r" }, new() { FilterName = "b" }],
        });

        var rows = (await RunAsync(GetGroup.Tool, new { group = "/ecs/web" })).GetProperty("filters").EnumerateArray()
            .Select(r => $"{r.GetProperty("type")} {r.GetProperty("name")} {r.GetProperty("to")}");
        var metric = await PlanAsync(PutMetricFilter.Tool,
            new { group = "/ecs/web", name = "errors", pattern = "?ERROR ?FATAL", @namespace = "Shop", metric = "Errors" });
        var third = await PlanAsync(PutSubscription.Tool, new { group = "/ecs/web", name = "c", destinationArn = "arn:c" });
        var gone = await PlanAsync(DeleteFilter.Tool, new { group = "/ecs/web", type = "subscription", name = "a" });

        Assert.Equal(["metric errors Shop/Errors = 1", "subscription a arn:a", "subscription b "], rows);
        Assert.Contains("metric filter errors: pattern: ERROR -> ?ERROR ?FATAL", Lines(metric));
        Assert.Contains("at most 2", Assert.Single(third.Obstacles), StringComparison.Ordinal);
        Assert.Equal(("logs_put_subscription", "arn:r"), (gone.Undo!.Tool, gone.Undo.Arguments.GetProperty("roleArn").GetString()));
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteFilter.Tool, new { group = "/ecs/web", type = "metric", name = "a" }))).Code);
    }

    [Fact]
    public async Task A_group_of_the_infrequent_access_class_has_no_filters()
    {
        web.LogGroupClass = LogGroupClass.INFREQUENT_ACCESS;

        Assert.Equal("Log groups of class INFREQUENT_ACCESS have no filters.", Assert.Single((await PlanAsync(PutMetricFilter.Tool,
            new { group = "/ecs/web", name = "e", pattern = "E", @namespace = "Shop", metric = "Errors" })).Obstacles));
    }

    [Fact]
    public async Task A_group_is_told_with_its_filters_and_the_streams_that_were_written_last()
    {
        Client.DescribeLogStreamsAsync(default!, default).ReturnsForAnyArgs(new DescribeLogStreamsResponse
        {
            LogStreams = [new() { LogStreamName = "web/1", LastEventTimestamp = 1_000 }],
        });
        Client.DescribeMetricFiltersAsync(default!, default).ReturnsForAnyArgs<DescribeMetricFiltersResponse>(
            _ => throw new AmazonCloudWatchLogsException("no") { ErrorCode = "AccessDeniedException" });

        var group = await RunAsync(GetGroup.Tool, new { group = "/ecs/web" });

        Assert.Equal("arn:aws:logs:eu-west-1:1:log-group:/ecs/web", group.GetProperty("arn").GetString());
        Assert.Equal("1970-01-01T00:00:01Z", group.GetProperty("streams")[0].GetProperty("lastEventAt").GetString());
        Assert.Equal("The metric filters: not known (AccessDeniedException).", group.GetProperty("note").GetString());
        await Client.Received().DescribeLogStreamsAsync(
            Arg.Is<DescribeLogStreamsRequest>(r => r.OrderBy == OrderBy.LastEventTime && r.Descending == true),
            Arg.Any<CancellationToken>());
    }
}
