using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>logs_list_events (FilterLogEvents).</summary>
public static class ListEvents
{
    public static readonly LogsTool Tool = LogsTool.Read<Input, Page<Row>>(
        "list_events", "Lists events of a log group, newest first. lambda_get_function tells the group of a function.", RunAsync,
        iam: ["logs:FilterLogEvents"],
        examples: ["What did the function orders log on its last invocation?", "Which errors did the service write since 3h?"]);

    public sealed record Input : PageInput
    {
        [Description("Log group name or ARN, often /aws/lambda/NAME.")]
        public required string Group { get; init; }

        [Description("All words; ?A ?B for either; \"a phrase\"; { $.level = \"error\" }.")]
        public string? Filter { get; init; }

        [Description("Only log streams whose names begin so.")]
        public string? StreamPrefix { get; init; }

        [Description("Start: 3h or 2d ago, or 2026-01-31T08:00Z.")]
        public string From { get; init; } = "1w";

        [Description("End, like from; default now.")]
        public string? To { get; init; }

        [Description("Show each message from this character on."), Range(0, 1_048_576)]
        public int MessageOffset { get; init; }

        [Description("Most characters of a message."), Range(1, 1_048_576)]
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
                "logs_list_groups shows the class. Only Logs Insights ('aws logs start-query') reads groups of class INFREQUENT_ACCESS; "
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
        return reader.BeginAsync(
            input.Limit, Math.Max(0, Milliseconds(from)), to is { } end ? Milliseconds(end) : null, Milliseconds(now), ct);
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
