using System.Text.Json;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

public sealed class LogTests : ToolTest<IAmazonCloudWatchLogs>
{
    private readonly List<FilterLogEventsRequest> sent = [];
    private readonly List<FilteredLogEvent> written = [];
    private readonly long now;

    public LogTests()
    {
        now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(call => Filtered(call.Arg<FilterLogEventsRequest>()));
    }

    [Fact]
    public async Task The_newest_come_first_and_the_far_past_is_read_only_when_needed()
    {
        There((3000, "old"), (3, "b"), (2, "c"), (1, "d"));

        Assert.Equal("d c", await MessagesAsync(new { group = "g", limit = 2 }));
        Assert.All(sent, r => Assert.True(r.StartTime >= now - 600_000));
        Assert.Equal("d c b old", await MessagesAsync(new { group = "g", filter = "x", limit = 50 }));
        Assert.Equal("x", sent[^1].FilterPattern);
        Assert.Equal("d c b", await MessagesAsync(new { group = "g", from = "3h" }));
    }

    [Fact]
    public async Task An_end_and_a_stream_narrow_the_range()
    {
        There((300, "a"), (200, "b"), (100, "c"));

        Assert.Equal("b", await MessagesAsync(new { group = "g", from = "4h", to = "2h ago", streamPrefix = "s" }));
        Assert.Equal(now - 7_200_000, sent[0].EndTime);
        Assert.Equal("s", sent[0].LogStreamNamePrefix);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => MessagesAsync(new { group = "g", from = "1h", to = "2h" }))).Code);
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_ended_also_within_a_millisecond()
    {
        There((3, "a"), (2, "b"), (2, "c"), (2, "d"), (1, "e"));

        Assert.Equal("e d c b a", string.Join(' ', await AllAsync(new { group = "g", limit = 2 })));
    }

    [Fact]
    public async Task A_cursor_gives_the_same_events_while_the_group_is_written_to() // EC2-H3
    {
        There([.. Enumerable.Range(0, 60).Select(i => ((long)i + 1, $"m{i}"))]);
        var begin = await PageAsync(new { group = "g", limit = 40 });
        // All rows come from a cursor, so that the host has one to ask for again.
        Assert.Empty(begin.GetProperty("items").EnumerateArray());
        var cursor = begin.GetProperty("nextCursor").GetString();
        var first = await PageAsync(new { group = "g", limit = 40, cursor });

        // Newer ones, some with an older time that are received only now, and the future.
        There((0, "new"), (-5, "future"));
        written.Add(Event(30, "late", received: now + 60_000));

        Assert.Equal(Messages(first), Messages(await PageAsync(new { group = "g", limit = 40, cursor })));
        // The reader may ask for fewer at a time; the page stays the one that the host has cut.
        Assert.Equal(Messages(first), Messages(await PageAsync(new { group = "g", limit = 5, cursor })));
        var second = Messages(await PageAsync(new { group = "g", limit = 40, cursor = first.GetProperty("nextCursor").GetString() }));
        Assert.Equal(Enumerable.Range(0, 60).Select(i => $"m{i}"), Messages(first).Concat(second));
    }

    [Fact]
    public async Task A_clock_that_is_behind_hides_no_event() // EC2-H3
    {
        There((-3, "ahead"), (2, "a"));

        Assert.Equal("ahead a", await MessagesAsync(new { group = "g" }));
    }

    [Fact]
    public async Task What_was_read_stays_when_an_older_window_cannot_be_read_to_its_end() // EC2-H2
    {
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(call => call.Arg<FilterLogEventsRequest>() is var request
            && request.StartTime >= now - 660_000
            ? new FilterLogEventsResponse { Events = [Event(3, "c"), Event(2, "b"), Event(1, "a")] }
            : new FilterLogEventsResponse { Events = [], NextToken = "t" });

        var page = await FirstPageAsync(new { group = "/ecs/web", filter = "ERROR", from = "1d" });

        Assert.Equal(["a", "b", "c"], Messages(page));
        Assert.False(page.GetProperty("complete").GetBoolean());
        Assert.Contains("nextCursor goes on there", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Matches_far_back_are_found_behind_many_empty_pages() // PUB-3
    {
        // Windows of more than three hours have more empty pages than one call reads.
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            var request = call.Arg<FilterLogEventsRequest>();
            var page = request.NextToken is { } token ? int.Parse(token, null) : 0;
            return (request.EndTime ?? now) - request.StartTime > 3 * 3_600_000 && page < 15
                ? new FilterLogEventsResponse { NextToken = $"{page + 1}" }
                : Filtered(request);
        });
        There((42, "c"), (60, "b"), (90, "a"), (1380, "old"));

        Assert.Equal("c b a old", string.Join(' ', await AllAsync(new { group = "g", filter = "ERROR", from = "1d" })));
    }

    [Fact]
    public async Task Five_requests_go_at_once_and_what_follows_keeps_to_five_a_second()
    {
        List<DateTimeOffset> times = [];
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            times.Add(Time.GetUtcNow());
            return new FilterLogEventsResponse { NextToken = "more" };
        });

        await FirstPageAsync(new { group = "g", to = "1m" });

        Assert.True(times.Count > 10);
        Assert.Equal(times[0], times[4]);
        Assert.All(Enumerable.Range(5, times.Count - 5), i => Assert.Equal(i - 4, (times[i] - times[0]) / TimeSpan.FromSeconds(0.2), 3));
    }

    [Fact]
    public async Task A_flood_is_not_read_to_its_end_and_says_so()
    {
        Client.FilterLogEventsAsync(default!, default)
            .ReturnsForAnyArgs(new FilterLogEventsResponse { Events = [Event(0, "x")], NextToken = "more" });

        var page = await FirstPageAsync(new { group = "g" });

        Assert.StartsWith("There is so much at ", page.GetProperty("note").GetString());
        Assert.False(page.GetProperty("complete").GetBoolean());
        Assert.Equal(10, page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_long_message_is_read_in_parts() // ANS-R11
    {
        There((1, new string('x', 1999) + "\ud83d\ude00" + new string('y', 999)));

        var cut = (await FirstPageAsync(new { group = "g" })).GetProperty("items")[0];
        var rest = (await FirstPageAsync(new { group = "g", messageOffset = 1999 })).GetProperty("items")[0];
        var whole = (await FirstPageAsync(new { group = "g", messageLength = 10_000 })).GetProperty("items")[0];

        Assert.Equal("characters 0 to 1999 of 3000; messageOffset 1999 gives the next", cut.GetProperty("cut").GetString());
        Assert.Equal("characters 1999 to 3000 of 3000", rest.GetProperty("cut").GetString());
        Assert.False(whole.TryGetProperty("cut", out _));
        Assert.Equal(whole.GetProperty("message").GetString(),
            cut.GetProperty("message").GetString() + rest.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Following_waits_for_what_is_written_next_and_ends_when_nothing_comes()
    {
        var looks = 0;
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(call => ++looks < 4 ? new FilterLogEventsResponse()
            : new FilterLogEventsResponse
            {
                Events = [new() { Timestamp = call.Arg<FilterLogEventsRequest>().StartTime + 5, Message = "new" }],
            });

        Assert.Equal(["new"], Messages(await FirstPageAsync(new { group = "g", follow = 30 })));
        Assert.Contains(Progress, p => p.Message is "waiting for events");
        looks = int.MinValue;
        Assert.True((await RunAsync(ListEvents.Tool, new { group = "g", follow = 5 })).GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_group_that_only_Insights_reads_is_told_as_such() // EC2-M12
    {
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs<FilterLogEventsResponse>(
            _ => throw new AmazonCloudWatchLogsException("no") { ErrorCode = "InvalidOperationException" });

        var failure = await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListEvents.Tool, new { group = "/audit" }));

        Assert.Equal(ToolErrorCode.NotSupported, failure.Code);
        Assert.Contains("logs_query_events", failure.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_may_be_named_by_its_ARN()
    {
        await FirstPageAsync(new { group = "arn:aws-cn:logs:cn-north-1:111122223333:log-group:web:*" });

        Assert.Equal((null, "arn:aws-cn:logs:cn-north-1:111122223333:log-group:web"), (sent[0].LogGroupName, sent[0].LogGroupIdentifier));
    }

    [Fact]
    public async Task A_cursor_of_elsewhere_is_refused() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListEvents.Tool, new { group = "g", cursor = "1|2" }))).Code);

    [Fact]
    public async Task Groups_are_found_by_the_start_of_their_name_and_tell_their_class() // EC2-M12
    {
        Client.DescribeLogGroupsAsync(Arg.Is<DescribeLogGroupsRequest>(r => r.LogGroupNamePrefix == "/aws/" && r.Limit == 50), default)
            .Returns(new DescribeLogGroupsResponse
            {
                LogGroups = [new() { LogGroupName = "/aws/lambda/orders", StoredBytes = 7,
                    LogGroupClass = LogGroupClass.INFREQUENT_ACCESS }],
                NextToken = "more",
            });

        var page = await RunAsync(ListGroups.Tool, new { prefix = "/aws/", limit = 200 });

        Assert.Equal("""{"name":"/aws/lambda/orders","logGroupClass":"INFREQUENT_ACCESS","bytes":7}""",
            page.GetProperty("items")[0].GetRawText());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
        Assert.Contains("logs_query_events", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    private void There(params (long MinutesAgo, string Message)[] events) =>
        written.AddRange(events.Select(e => Event(e.MinutesAgo, e.Message)));

    private FilteredLogEvent Event(long minutesAgo, string message, long? received = null)
    {
        var at = now - minutesAgo * 60_000;
        return new() { Timestamp = at, IngestionTime = received ?? at, Message = message + "\n", LogStreamName = "s" };
    }

    private FilterLogEventsResponse Filtered(FilterLogEventsRequest request)
    {
        sent.Add(request);
        return new()
        {
            Events = [.. written.Where(e => e.Timestamp >= request.StartTime
                && (request.EndTime is null || e.Timestamp <= request.EndTime)).OrderBy(e => e.Timestamp)],
        };
    }

    private Task<JsonElement> PageAsync(object arguments) => RunAsync(ListEvents.Tool, arguments);

    // As the host does: pages without rows are passed over.
    private async Task<JsonElement> FirstPageAsync(object arguments)
    {
        var input = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        var page = await PageAsync(input);
        for (var n = 0; n < 10 && page.GetProperty("items").GetArrayLength() == 0 && page.TryGetProperty("nextCursor", out var next); n++)
        {
            input["cursor"] = next.GetString();
            page = await PageAsync(input);
        }

        return page;
    }

    private async Task<List<string>> AllAsync(object arguments)
    {
        var input = JsonSerializer.SerializeToNode(arguments, JsonSerializerOptions.Web)!.AsObject();
        List<string> all = [];
        for (var n = 0; n < 50; n++)
        {
            var page = await PageAsync(input);
            all.AddRange(Messages(page));
            if (!page.TryGetProperty("nextCursor", out var next)) break;
            input["cursor"] = next.GetString();
        }

        return all;
    }

    private async Task<string> MessagesAsync(object arguments) => string.Join(' ', Messages(await FirstPageAsync(arguments)));

    private static List<string> Messages(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message").GetString()!)];
}
