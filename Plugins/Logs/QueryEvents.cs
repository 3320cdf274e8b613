using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;

namespace Infra.Plugins.Logs;

/// <summary>
/// logs_query_events: Logs Insights (StartQuery, GetQueryResults, StopQuery). AWS counts what it scans and is paid for it; a query that
/// comes over its bound, or takes too long, is stopped, and what it found until then is told.
/// </summary>
public static class QueryEvents
{
    private const double Gib = 1L << 30;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(100);

    public static readonly LogsTool Tool = LogsTool.Job<Input, Result>(
        "query_events", "Runs a Logs Insights query over log groups of any class. For plain events, use logs_list_events.", RunAsync,
        iam: ["logs:StartQuery", "logs:GetQueryResults", "logs:StopQuery"],
        examples: ["How many errors an hour did the shop's functions log today?"]);

    public sealed record Input
    {
        [Description("Names or ARNs of log groups."), MinLength(1), MaxLength(50)]
        public required IReadOnlyList<string> Groups { get; init; }

        [Description("Logs Insights QL, for example filter @message like /ERROR/ | stats count(*) by bin(1h)."), MaxLength(10_000)]
        public required string Query { get; init; }

        [Description("Start: 3h or 2d ago, or 2026-01-31T08:00Z.")]
        public string From { get; init; } = "1h";

        [Description("End, like from; default now.")]
        public string? To { get; init; }

        [Description("Most rows."), Range(1, 1000)]
        public int Rows { get; init; } = 50;

        [Description("GiB to scan before it is stopped; AWS charges for each."), Range(1, 10_000)]
        public int MaxGib { get; init; } = 10;
    }

    /// <param name="Status">As AWS has it; Cancelled when it was stopped.</param>
    /// <param name="Rows">Each a map of its fields.</param>
    public sealed record Result(
        string Status, IReadOnlyList<IReadOnlyDictionary<string, string>> Rows, long Matched, long Scanned, long BytesScanned,
        string? Note);

    public static async Task<Result> RunAsync(IAmazonCloudWatchLogs logs, Input input, ToolContext context, CancellationToken ct)
    {
        var now = context.Time.GetUtcNow().UtcDateTime;
        var (from, to) = Times.Range(input.From, input.To, now);
        var id = await StartAsync(logs, input, Seconds(from), Seconds(to), ct);
        var ended = false;
        try
        {
            var seen = await Waiting.UntilAsync(t => logs.GetQueryResultsAsync(new() { QueryId = id }, t), a => Judge(a, input), context,
                Longest, TimeSpan.FromSeconds(2), ct);
            ended = IsOver(seen);
            return ToResult(seen, input, ended);
        }
        finally
        {
            if (!ended) await StopAsync(logs, id);
        }
    }

    private static async Task<string> StartAsync(IAmazonCloudWatchLogs logs, Input input, long from, long to, CancellationToken ct)
    {
        // Names of this account, or identifiers of any: AWS takes one of both.
        var byArn = input.Groups.Any(g => g.StartsWith("arn:", StringComparison.Ordinal));
        var arns = input.Groups.Select(g => g.EndsWith(":*", StringComparison.Ordinal) ? g[..^2] : g);
        try
        {
            return (await logs.StartQueryAsync(new()
            {
                LogGroupNames = byArn ? null : [.. input.Groups],
                LogGroupIdentifiers = byArn ? [.. arns] : null,
                QueryString = input.Query,
                StartTime = from,
                EndTime = to,
                Limit = input.Rows,
            }, ct)).QueryId;
        }
        catch (LimitExceededException e)
        {
            // Here it counts the queries that run at once, and passes by itself.
            throw new ToolException(ToolErrorCode.Throttled, $"Too many Logs Insights queries run in this account: {e.Message}",
                "Call again when one of them has ended.", e)
            {
                AwsErrorCode = e.ErrorCode,
                RequestId = e.RequestId,
            };
        }
        catch (MalformedQueryException e)
        {
            var at = e.QueryCompileError?.Location?.StartCharOffset is { } offset
                ? string.Create(CultureInfo.InvariantCulture, $" at character {offset}") : "";
            throw new ToolException(ToolErrorCode.InvalidInput, $"The query is wrong{at}: {e.QueryCompileError?.Message ?? e.Message}",
                "Commands are separated by |, for example: fields @timestamp, @message | sort @timestamp desc.", e)
            {
                AwsErrorCode = e.ErrorCode,
                RequestId = e.RequestId,
            };
        }
    }

    private static Wait Judge(GetQueryResultsResponse a, Input input)
    {
        if (IsOver(a)) return Wait.Done;
        var bytes = a.Statistics?.BytesScanned ?? 0;
        return bytes > input.MaxGib * Gib ? Wait.Done
            : Wait.NotYet(string.Create(CultureInfo.InvariantCulture,
                $"{a.Status}: {a.Statistics?.RecordsMatched ?? 0:0} matches in {bytes / Gib:0.00} GiB"));
    }

    private static bool IsOver(GetQueryResultsResponse a) =>
        a.Status != QueryStatus.Running && a.Status != QueryStatus.Scheduled && a.Status != QueryStatus.Unknown;

    private static Result ToResult(GetQueryResultsResponse a, Input input, bool ended)
    {
        var bytes = (long)(a.Statistics?.BytesScanned ?? 0);
        var note = ended
            ? a.Status == QueryStatus.Complete
                ? a.Results?.Count >= input.Rows
                    ? $"There may be more than these {input.Rows} rows; raise rows, or aggregate with stats." : null
                : $"AWS ended the query: {a.Status}. The rows are those found until then."
            : bytes > input.MaxGib * Gib
                ? $"It was stopped after {input.MaxGib} GiB; the rows are those found until then. Narrow time or groups, or raise maxGib."
                : "It was stopped because it takes longer than a call may; the rows are those found until then. Narrow time or groups.";
        return new(ended ? a.Status : QueryStatus.Cancelled,
            [.. (a.Results ?? []).Select(r => (IReadOnlyDictionary<string, string>)r.Where(f => f.Field is not "@ptr")
                .GroupBy(f => f.Field).ToDictionary(f => f.Key, f => f.First().Value ?? ""))],
            (long)(a.Statistics?.RecordsMatched ?? 0), (long)(a.Statistics?.RecordsScanned ?? 0), bytes, note);
    }

    // Also when the caller has gone: what goes on costs.
    private static async Task StopAsync(IAmazonCloudWatchLogs logs, string id)
    {
        try
        {
            await logs.StopQueryAsync(new() { QueryId = id }, CancellationToken.None);
        }
        catch (AmazonCloudWatchLogsException)
        {
            // It has ended in the meantime.
        }
    }

    private static long Seconds(DateTime time) => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeSeconds();
}
