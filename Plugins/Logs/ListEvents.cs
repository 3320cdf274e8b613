using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>logs_list_events (FilterLogEvents).</summary>
public static class ListEvents
{
    public static readonly LogsTool Tool = LogsTool.Read<Input, Page<Row>>(
        "list_events", "Lists events of a log group, newest first. lambda_get_function names a function's group.", RunAsync,
        iam: ["logs:FilterLogEvents"],
        examples: ["What did the function orders log on its last invocation?", "Which errors did the service write since 3h?"])
        .With(help: "To follow a group on the screen: 'infra watch list logs events GROUP --from 10m'.");

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    public sealed record Input : PageInput
    {
        [Description("Name or ARN, often /aws/lambda/NAME.")]
        public required string Group { get; init; }

        [Description("All words; ?A ?B for either; \"a phrase\"; { $.level = \"error\" }.")]
        public string? Filter { get; init; }

        [Description("Start of the name.")]
        public string? StreamPrefix { get; init; }

        [Description("Start: 3h or 2d ago, or 2026-01-31T08:00Z.")]
        public string From { get; init; } = "1w";

        [Description("End, like from; default now.")]
        public string? To { get; init; }

        [Description("Seconds to wait for new ones."), Range(1, 100)]
        public int? Follow { get; init; }

        [Description("First character to show."), Range(0, 1_048_576)]
        public int MessageOffset { get; init; }

        [Description("Message length."), Range(1, 1_048_576)]
        public int MessageLength { get; init; } = 2000;
    }

    /// <param name="Cut">Which characters of the message these are, when they are not all.</param>
    public sealed record Row(DateTime At, string Stream, string Message, string? Cut);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var reader = new LogReader(logs, new(input.Group, input.Filter, input.StreamPrefix), context.Time);
        try
        {
            // The host asks again for the same cursor when it has cut a page. The first page has none: so it is empty, the host
            // passes it over, and all rows come from a cursor that fixes the range.
            if (string.IsNullOrEmpty(input.Cursor)) return new([], (await BeginAsync(reader, input, context, ct))?.ToString());
            var part = await reader.ReadAsync(LogPlace.Parse(input.Cursor), ct);
            return new([.. part.Events.Select(e => ToRow(e, input))], part.Next?.ToString()) { Note = part.Note };
        }
        catch (AmazonCloudWatchLogsException e) when (e.ErrorCode is "InvalidOperationException")
        {
            throw new ToolException(ToolErrorCode.NotSupported,
                $"The class of the log group {input.Group} does not allow FilterLogEvents: {e.Message}",
                "logs_list_groups shows the class. logs_query_events reads groups of class INFREQUENT_ACCESS; "
                + "those of class DELIVERY are read where they are delivered to.", e)
            {
                AwsErrorCode = e.ErrorCode,
                RequestId = e.RequestId,
            };
        }
    }

    private static Task<LogPlace?> BeginAsync(LogReader reader, Input input, ToolContext context, CancellationToken ct)
    {
        var now = context.Time.GetUtcNow().UtcDateTime;
        var from = Times.Parse(input.From, now);
        DateTime? to = input.To is null ? null : Times.Parse(input.To, now);
        if (from >= to) throw ToolException.InvalidInput("from must be before to.");
        if (input.Follow is not { } seconds)
            return reader.BeginAsync(
                input.Limit, Math.Max(0, Milliseconds(from)), to is { } end ? Milliseconds(end) : null, Milliseconds(now), ct);
        return to is null ? FollowAsync(reader, input.Limit, seconds, context, ct)
            : throw ToolException.InvalidInput("What is to come has no end.", "Leave out to, or follow.");
    }

    // Looks until something has come, which then is the newest of the range. What was written before the call is not part of it.
    private static async Task<LogPlace?> FollowAsync(LogReader reader, int limit, int seconds, ToolContext context, CancellationToken ct)
    {
        var begun = context.Time.GetTimestamp();
        var from = Milliseconds(context.Time.GetUtcNow().UtcDateTime);
        while (true)
        {
            var now = Milliseconds(context.Time.GetUtcNow().UtcDateTime);
            if (await reader.BeginAsync(limit, from, null, Math.Max(now, from + 1), ct) is { } found) return found;
            var elapsed = context.Time.GetElapsedTime(begun);
            if (elapsed.TotalSeconds >= seconds) return null;
            context.Progress(new("waiting for events", Math.Round(elapsed.TotalSeconds, 1), seconds));
            await Task.Delay(Look, context.Time, ct);
        }
    }

    private static Row ToRow(FilteredLogEvent e, Input input)
    {
        var text = (e.Message ?? "").TrimEnd();
        var begin = Math.Min(input.MessageOffset, text.Length);
        var end = Math.Min(begin + input.MessageLength, text.Length);
        // Both halves of a character outside the basic plane stay together.
        if (end < text.Length && end - begin > 1 && char.IsHighSurrogate(text[end - 1])) end--;
        var at = DateTimeOffset.FromUnixTimeMilliseconds(e.Timestamp ?? 0).UtcDateTime;
        return new(at, e.LogStreamName ?? "", text[begin..end],
            (begin, end) == (0, text.Length) ? null
                : $"characters {begin} to {end} of {text.Length}{(end < text.Length ? $"; messageOffset {end} gives the next" : "")}");
    }

    private static long Milliseconds(DateTime time) =>
        new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeMilliseconds();
}
