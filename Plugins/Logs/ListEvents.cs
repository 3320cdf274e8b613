using System.ComponentModel;
using System.Globalization;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>
/// logs_list_events (FilterLogEvents). That operation gives the oldest first, and people ask for the newest: so it is asked for the
/// last minutes, and for more and more of the past as long as there is too little.
/// </summary>
public static class ListEvents
{
    private const int MostPages = 10;
    private const int MostCharacters = 2000;

    private static readonly TimeSpan[] Windows = [TimeSpan.FromMinutes(10), TimeSpan.FromHours(2), TimeSpan.FromDays(1)];

    public static readonly LogsTool Tool = LogsTool.Read<Input, Page<Row>>(
        "list_events", "Lists events of a log group, newest first. lambda_get_function tells the group of a function.", RunAsync,
        iam: ["logs:FilterLogEvents"],
        examples: ["What did the function orders log on its last invocation?", "Which errors did the service write since 3h?"]);

    public sealed record Input : PageInput
    {
        [Description("Log group.")]
        public required string Group { get; init; }

        [Description("Filter pattern, as ERROR.")]
        public string? Filter { get; init; }

        [Description("Since: 3h, 2d ago, or a time.")]
        public string From { get; init; } = "1w";
    }

    public sealed record Row(DateTime At, string Stream, string Message);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatchLogs logs, Input input, CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var from = Milliseconds(Times.Parse(input.From, now));
        // Where the page before ended: a time, and how many events of that millisecond it gave.
        var place = input.Cursor?.Split('|');
        var (until, given) = place is null ? ((long?)null, 0) : (long.Parse(place[0], CultureInfo.InvariantCulture), int.Parse(place[1], CultureInfo.InvariantCulture));
        var end = until ?? Milliseconds(now);

        var (found, whole) = (new List<FilteredLogEvent>(), true);
        foreach (var start in Windows.Select(w => end - (long)w.TotalMilliseconds).Where(start => start > from).Append(from))
        {
            (found, whole) = await ReadAsync(logs, input, start, until, ct);
            // Whatever is older can wait for the next page.
            if (!whole || found.Count > input.Limit + given) break;
        }

        found.Reverse();
        found = [.. found.Skip(given)];
        List<FilteredLogEvent> page = [.. found.Take(input.Limit)];
        var last = page.LastOrDefault()?.Timestamp;
        var next = found.Count > page.Count ? $"{last}|{page.Count(e => e.Timestamp == last) + (last == until ? given : 0)}" : null;
        return new([.. page.Select(ToRow)], next)
        {
            Note = whole ? null : "There is so much that the newest events were not reached; give a filter, or a later time in from.",
        };
    }

    /// <summary>The events since then, oldest first; false when there are more than should be read.</summary>
    private static async Task<(List<FilteredLogEvent> Events, bool Whole)> ReadAsync(IAmazonCloudWatchLogs logs, Input input, long start, long? until, CancellationToken ct)
    {
        var found = new List<FilteredLogEvent>();
        var request = new FilterLogEventsRequest { LogGroupName = input.Group, FilterPattern = input.Filter, StartTime = start, EndTime = until };
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await logs.FilterLogEventsAsync(request, ct);
            found.AddRange(answer.Events ?? []);
            request.NextToken = answer.NextToken;
            // Streams are searched one after the other, so that pages are in order only within themselves.
            if (string.IsNullOrEmpty(request.NextToken)) return ([.. found.OrderBy(e => e.Timestamp)], true);
        }

        return ([.. found.OrderBy(e => e.Timestamp)], false);
    }

    private static Row ToRow(FilteredLogEvent e)
    {
        var text = (e.Message ?? "").TrimEnd();
        return new(DateTimeOffset.FromUnixTimeMilliseconds(e.Timestamp ?? 0).UtcDateTime, e.LogStreamName ?? "", text.Length <= MostCharacters ? text : $"{text[..MostCharacters]}... ({text.Length} characters)");
    }

    private static long Milliseconds(DateTime time) => new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeMilliseconds();
}
