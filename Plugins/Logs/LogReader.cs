using System.Globalization;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>
/// A place in the events of a group, counted from the newest back. It fixes what is read, so that events which are written in the
/// meantime neither shift the pages nor come into them: the same place gives the same events.
/// </summary>
/// <param name="Rows">Most events of a page.</param>
/// <param name="From">The oldest time of the range, in milliseconds since 1970 as all times here.</param>
/// <param name="Until">The newest time that is still to be read.</param>
/// <param name="Given">How many events of exactly that time were given before.</param>
/// <param name="AsOf">Events that AWS received later than this are left out.</param>
/// <param name="Start">The oldest time of the window to read next.</param>
internal sealed record LogPlace(int Rows, long From, long Until, int Given, long AsOf, long Start)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows}|{From}|{Until}|{Given}|{AsOf}|{Start}");

    /// <exception cref="ToolException">The text is not a place.</exception>
    public static LogPlace Parse(string text)
    {
        long?[] parts = [.. text.Split('|').Select(Number)];
        return parts is [> 0 and <= 500 and { } rows, { } from, { } until, >= 0 and <= int.MaxValue and { } given, { } asOf, { } start]
            ? new((int)rows, from, until, (int)given, asOf, start)
            : throw ToolException.InvalidInput(
                "'cursor' is not one that this tool gave.", "Pass the nextCursor of the page before, unchanged.");
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>
/// Reads a group from its newest event back. FilterLogEvents gives the oldest of a range first, and its pages may be empty for long:
/// so windows of time are read whole, each before the last and longer than it, and shorter ones where there is too much.
/// </summary>
/// <param name="logs">The client.</param>
/// <param name="query">Group and filter.</param>
/// <param name="time">The clock.</param>
internal sealed class LogReader(IAmazonCloudWatchLogs logs, LogReader.Query query, TimeProvider time)
{
    // FilterLogEvents takes five requests a second of an account: what is over waits, but not where AWS was slow enough by itself.
    private const int RequestsASecond = 5;

    private const int Growth = 12;
    private const int MostPages = 10;
    private const int MostRequests = 20;

    private static readonly long FirstWindow = (long)TimeSpan.FromMinutes(10).TotalMilliseconds;
    private static readonly long LeastWindow = (long)TimeSpan.FromSeconds(1).TotalMilliseconds;

    private readonly long begun = time.GetTimestamp();
    private int asked;

    internal sealed record Query(string Group, string? Filter, string? StreamPrefix);

    /// <param name="Events">Newest first.</param>
    /// <param name="Next">Null when nothing is left.</param>
    internal sealed record Part(IReadOnlyList<FilteredLogEvent> Events, LogPlace? Next, string? Note);

    private sealed record Window(List<FilteredLogEvent> Events, bool Whole, int Requests);

    /// <summary>The place of the newest event; null when the range is empty.</summary>
    /// <param name="rows">Most events of a page.</param>
    /// <param name="from">The oldest time of the range.</param>
    /// <param name="to">Its newest time; null for the newest event that there is, whatever the clock of this machine says.</param>
    /// <param name="now">The present.</param>
    public async Task<LogPlace?> BeginAsync(int rows, long from, long? to, long now, CancellationToken ct)
    {
        if (to is { } end) return end < from ? null : new(rows, from, end, 0, now, end - FirstWindow);
        for (var width = FirstWindow; ; width = Math.Max(width / Growth, LeastWindow))
        {
            var start = Math.Max(from, now - width);
            var window = await ReadAsync(start, null, MostPages, ct);
            if (!window.Whole && width > LeastWindow) continue;
            var newest = window.Events.LastOrDefault()?.Timestamp;
            // More than can be read within a second: the page from here says so.
            if (!window.Whole) newest = Math.Max(now, newest ?? now);
            if (newest is null && start <= from) return null;
            var received = Math.Max(now, window.Events.Max(e => e.IngestionTime) ?? now);
            return newest is { } last
                ? new(rows, from, last, 0, received, start)
                : new(rows, from, start - 1, 0, received, start - width * Growth);
        }
    }

    /// <summary>The events of a page.</summary>
    /// <param name="place">Where it begins.</param>
    public async Task<Part> ReadAsync(LogPlace place, CancellationToken ct)
    {
        List<FilteredLogEvent> found = [];
        string? note = null;
        for (var (at, requests) = (place, 0); ;)
        {
            if (at.Until < at.From) return new(found, null, note);
            var start = Math.Max(at.From, at.Start);
            var window = await ReadAsync(start, at.Until, MostPages, ct);
            requests += window.Requests;
            if (!window.Whole && at.Until - start >= LeastWindow)
            {
                at = at with { Start = at.Until - Math.Max((at.Until - start) / Growth, LeastWindow) + 1 };
                if (requests < MostRequests) continue;
                return new(found, at, note ?? Behind(at.Until));
            }

            if (!window.Whole)
                note = $"There is so much at {Text(start)} that its newest events were not reached; a narrower filter reaches them.";
            var seen = window.Events.Where(e => e.IngestionTime is not { } received || received <= place.AsOf);
            found.AddRange(seen.Reverse().Skip(at.Given));
            if (found.Count > place.Rows)
            {
                var last = found[place.Rows - 1].Timestamp ?? 0;
                var given = found.Take(place.Rows).Count(e => e.Timestamp == last) + (last == place.Until ? place.Given : 0);
                return new([.. found.Take(place.Rows)], at with { Until = last, Given = given, Start = start }, note);
            }

            var width = at.Until - start + 1;
            at = at with { Until = start - 1, Given = 0, Start = start - width * Growth };
            // What a note tells of is missing, so that the answer must not look complete.
            if (at.Until < at.From && note is null) return new(found, null, null);
            if (found.Count == place.Rows || note is not null) return new(found, at, note);
            if (requests >= MostRequests) return new(found, at, Behind(at.Until));
        }
    }

    /// <summary>The events of a window, oldest first; not whole when there are more pages than should be read.</summary>
    private async Task<Window> ReadAsync(long start, long? until, int mostPages, CancellationToken ct)
    {
        List<FilteredLogEvent> found = [];
        var isArn = query.Group.StartsWith("arn:", StringComparison.Ordinal);
        var request = new FilterLogEventsRequest
        {
            LogGroupName = isArn ? null : query.Group,
            // The console and DescribeLogGroups show ARNs with the ending that IAM policies need, which this operation refuses.
            LogGroupIdentifier = !isArn ? null : query.Group.EndsWith(":*", StringComparison.Ordinal) ? query.Group[..^2] : query.Group,
            LogStreamNamePrefix = string.IsNullOrEmpty(query.StreamPrefix) ? null : query.StreamPrefix,
            FilterPattern = query.Filter,
            StartTime = Math.Max(0, start),
            EndTime = until,
        };
        var pages = 0;
        do
        {
            var early = TimeSpan.FromSeconds((double)(asked++ - RequestsASecond + 1) / RequestsASecond) - time.GetElapsedTime(begun);
            if (early > TimeSpan.Zero) await Task.Delay(early, time, ct);
            var answer = await logs.FilterLogEventsAsync(request, ct);
            found.AddRange((answer.Events ?? []).Where(e => e.Timestamp >= start && (until is null || e.Timestamp <= until)));
            request.NextToken = answer.NextToken;
        }
        while (++pages < mostPages && !string.IsNullOrEmpty(request.NextToken));

        return new([.. found.OrderBy(e => e.Timestamp)], string.IsNullOrEmpty(request.NextToken), pages);
    }

    private static string Behind(long until) => $"Events up to {Text(until)} were not read yet: nextCursor goes on there.";

    private static string Text(long time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
