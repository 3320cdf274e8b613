using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Infra.Plugins.CloudWatch;

namespace Infra.Plugins.Logs;

public sealed class LogTests : ToolTest<IAmazonCloudWatchLogs>
{
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private readonly List<FilterLogEventsRequest> sent = [];

    /// <summary>A group with these events, asked for the past so far back.</summary>
    private void There(params (long MinutesAgo, string Message)[] events) => Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(call =>
    {
        var request = call.Arg<FilterLogEventsRequest>();
        sent.Add(request);
        return new FilterLogEventsResponse
        {
            Events = [.. events.Select(e => new FilteredLogEvent { Timestamp = Now - e.MinutesAgo * 60_000, Message = e.Message + "\n", LogStreamName = "s" })
                .Where(e => e.Timestamp >= request.StartTime && (request.EndTime is null || e.Timestamp <= request.EndTime)).OrderBy(e => e.Timestamp)],
        };
    });

    [Fact]
    public async Task The_newest_come_first_and_the_far_past_is_read_only_when_needed()
    {
        There((3000, "old"), (3, "b"), (2, "c"), (1, "d"));

        Assert.Equal("d c", await MessagesAsync(new { group = "g", limit = 2 }));
        Assert.Single(sent);
        Assert.Equal("d c b old", await MessagesAsync(new { group = "g", filter = "x", limit = 50 }));
        Assert.Equal("x", sent[^1].FilterPattern);
        Assert.Equal("d c b", await MessagesAsync(new { group = "g", from = "3h" }));
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_ended_also_within_a_millisecond()
    {
        There((3, "a"), (2, "b"), (2, "c"), (2, "d"), (1, "e"));

        var (all, cursor) = (new List<string>(), (string?)null);
        do
        {
            var page = await RunAsync(ListEvents.Tool, cursor is null ? new { group = "g", limit = 2 } : (object)new { group = "g", limit = 2, cursor });
            all.AddRange(page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message").GetString()!));
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null && all.Count < 10);

        Assert.Equal(["a", "b", "c", "d", "e"], all.Order());
        Assert.Equal(("e", "a"), (all[0], all[^1]));
    }

    [Fact]
    public async Task A_flood_is_not_read_to_its_end_and_long_messages_are_cut()
    {
        Client.FilterLogEventsAsync(default!, default).ReturnsForAnyArgs(new FilterLogEventsResponse { Events = [new() { Timestamp = Now, Message = new string('x', 3000) }], NextToken = "more" });

        var page = await RunAsync(ListEvents.Tool, new { group = "g" });

        Assert.StartsWith("There is so much", page.GetProperty("note").GetString());
        Assert.EndsWith("... (3000 characters)", page.GetProperty("items")[0].GetProperty("message").GetString());
        Assert.Equal(10, page.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Groups_are_found_by_the_start_of_their_name()
    {
        Client.DescribeLogGroupsAsync(Arg.Is<DescribeLogGroupsRequest>(r => r.LogGroupNamePrefix == "/aws/" && r.Limit == 50), default)
            .Returns(new DescribeLogGroupsResponse { LogGroups = [new() { LogGroupName = "/aws/lambda/orders", StoredBytes = 7 }], NextToken = "more" });

        var page = await RunAsync(ListGroups.Tool, new { prefix = "/aws/", limit = 200 });

        Assert.Equal("""{"name":"/aws/lambda/orders","bytes":7}""", page.GetProperty("items")[0].GetRawText());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    private async Task<string> MessagesAsync(object arguments) =>
        string.Join(' ', (await RunAsync(ListEvents.Tool, arguments)).GetProperty("items").EnumerateArray().Select(e => e.GetProperty("message").GetString()));
}
