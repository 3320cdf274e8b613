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
    public async Task A_group_that_is_protected_from_the_start_cannot_just_be_deleted_again()
    {
        Assert.Equal("logs_delete_group", (await PlanAsync(CreateGroup.Tool, new { name = "/ecs/new" })).Undo!.Tool);

        var plan = await PlanAsync(CreateGroup.Tool, new { name = "/ecs/new", deletionProtection = true });

        Assert.Null(plan.Undo);
        Assert.Contains("logs_set_deletion_protection", plan.NoUndo, StringComparison.Ordinal);
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
        Assert.Equal("Deletion protection is on; logs_set_deletion_protection turns it off.", Assert.Single(plan.Obstacles));
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteGroup.Tool, new { group = "/ecs" }))).Code);
    }

    [Fact]
    public async Task Deletion_protection_is_turned_on_and_off()
    {
        web.DeletionProtectionEnabled = true;

        var plan = await PlanAsync(SetDeletionProtection.Tool, new { group = "/ecs/web", enabled = false });
        var result = await RunAsync(SetDeletionProtection.Tool, new { group = "/ecs/web", enabled = false });

        Assert.Equal("/ecs/web: deletion protection: on -> off", Lines(plan)[0]);
        Assert.Equal("""{"group":"/ecs/web","enabled":true}""", plan.Undo!.Arguments.GetRawText());
        Assert.False(result.GetProperty("deletionProtection").GetBoolean());
        await Client.Received().PutLogGroupDeletionProtectionAsync(Arg.Is<PutLogGroupDeletionProtectionRequest>(r =>
            r.LogGroupIdentifier == "/ecs/web" && r.DeletionProtectionEnabled == false), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_group_of_class_DELIVERY_takes_no_retention()
    {
        web.LogGroupClass = "DELIVERY";

        Assert.Single((await PlanAsync(SetRetention.Tool, new { group = "/ecs/web", retentionDays = 30 })).Obstacles);
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
    public async Task What_no_argument_of_a_metric_filter_sets_is_sent_as_it_is()
    {
        PutMetricFilterRequest? sent = null;
        Client.PutMetricFilterAsync(Arg.Do<PutMetricFilterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutMetricFilterResponse());
        Client.DescribeMetricFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeMetricFiltersResponse
        {
            MetricFilters =
            [
                new()
                {
                    FilterName = "errors",
                    FilterPattern = "ERROR",
                    ApplyOnTransformedLogs = true,
                    MetricTransformations =
                    [
                        new()
                        {
                            MetricNamespace = "Shop", MetricName = "Errors", MetricValue = "1", DefaultValue = null, Unit = "Count",
                            Dimensions = new() { ["Service"] = "$.service" },
                        },
                    ],
                },
            ],
        });
        var input = new { group = "/ecs/web", name = "errors", pattern = "FATAL", @namespace = "Shop", metric = "Errors" };

        var plan = await PlanAsync(PutMetricFilter.Tool, input);
        await RunAsync(PutMetricFilter.Tool, input);

        Assert.Equal(("Count", "$.service", true), (sent!.MetricTransformations[0].Unit.Value,
            sent.MetricTransformations[0].Dimensions["Service"], sent.ApplyOnTransformedLogs));
        Assert.Contains("metric filter errors: dimensions Service=$.service: stays", Lines(plan));
        Assert.Equal(("logs_put_metric_filter", "ERROR"), (plan.Undo!.Tool, plan.Undo.Arguments.GetProperty("pattern").GetString()));
        Assert.Contains("no defaultValue", Assert.Single((await PlanAsync(PutMetricFilter.Tool, new
        {
            group = "/ecs/web",
            name = "errors",
            pattern = "FATAL",
            @namespace = "Shop",
            metric = "Errors",
            defaultValue = 0
        })).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_default_value_that_is_not_named_goes_and_the_plan_says_so()
    {
        Client.DescribeMetricFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeMetricFiltersResponse
        {
            MetricFilters =
            [
                new() { FilterName = "errors", FilterPattern = "ERROR", MetricTransformations =
                    [new() { MetricNamespace = "Shop", MetricName = "Errors", MetricValue = "1", DefaultValue = 0 }] },
            ],
        });

        var plan = await PlanAsync(PutMetricFilter.Tool,
            new { group = "/ecs/web", name = "errors", pattern = "ERROR", @namespace = "Shop", metric = "Errors" });

        Assert.Contains("metric filter errors: value where nothing matches: 0 -> none", Lines(plan));
        Assert.Equal(0, plan.Undo!.Arguments.GetProperty("defaultValue").GetDouble());
    }

    [Fact]
    public async Task What_no_argument_of_a_subscription_sets_is_sent_as_it_is_and_a_stream_needs_a_role()
    {
        const string stream = "arn:aws:kinesis:eu-west-1:1:stream/s";
        PutSubscriptionFilterRequest? sent = null;
        Client.PutSubscriptionFilterAsync(Arg.Do<PutSubscriptionFilterRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutSubscriptionFilterResponse());
        Client.DescribeSubscriptionFiltersAsync(default!, default).ReturnsForAnyArgs(new DescribeSubscriptionFiltersResponse
        {
            SubscriptionFilters = [new() { FilterName = "a", FilterPattern = "", DestinationArn = stream, RoleArn = "arn:r",
                Distribution = Distribution.Random }],
        });
        var input = new { group = "/ecs/web", name = "a", pattern = "ERROR", destinationArn = stream };

        var plan = await PlanAsync(PutSubscription.Tool, input);
        await RunAsync(PutSubscription.Tool, input);

        Assert.Empty(plan.Obstacles);
        Assert.Equal((Distribution.Random, "arn:r"), (sent!.Distribution, sent.RoleArn));
        Assert.Equal("Logs needs roleArn, a role that it assumes to write to the stream.", Assert.Single((await PlanAsync(
            PutSubscription.Tool, new { group = "/ecs/web", name = "b", destinationArn = stream })).Obstacles));
        // The deletion cannot be taken back by a tool that knows no distribution.
        Assert.Contains("distribution",
            (await PlanAsync(DeleteFilter.Tool, new { group = "/ecs/web", type = "subscription", name = "a" })).NoUndo,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_of_class_DELIVERY_has_a_retention_of_its_own()
    {
        Assert.Empty((await PlanAsync(CreateGroup.Tool, new { name = "/x", logGroupClass = "DELIVERY" })).Obstacles);
        foreach (var input in new object[] { new { name = "/x", logGroupClass = "DELIVERY", retentionDays = 7 }, new { name = "aws/x" } })
            Assert.Equal(ToolErrorCode.InvalidInput,
                (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CreateGroup.Tool, input))).Code);
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
