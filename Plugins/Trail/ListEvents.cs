using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Amazon;
using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;

namespace Infra.Plugins.Trail;

/// <summary>
/// trail_list_events (LookupEvents). AWS compares one attribute; the others are compared here. It gives two pages of 50 a second, so
/// a narrow question is a fast one.
/// </summary>
public static class ListEvents
{
    private const int MostPages = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.6);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public static readonly TrailTool Tool = TrailTool.Read<Input, Page<Row>>(
        "list_events", "Lists who did what in the last 90 days, newest first. For what is recorded, use trail_list_trails.", RunAsync,
        iam: ["cloudtrail:LookupEvents"],
        examples: ["Who deleted the security group sg-0abc?", "What did the assistant do last week?", "What did alice change today?"]);

    public sealed record Input : PageInput
    {
        [Description("Its whole name or id."), MaxLength(2000)]
        public string? Resource { get; init; }

        [Description("IAM user, role session or access key id."), MaxLength(2000)]
        public string? User { get; init; }

        [Description("Like DeleteBucket."), MaxLength(200)]
        public string? Event { get; init; }

        [Description("Start: 3h or 2d ago, or 2026-01-31T08:00Z.")]
        public string From { get; init; } = "1w";

        [Description("End, like from; default now.")]
        public string? To { get; init; }

        [Description("Also reads.")]
        public bool Reads { get; init; }

        [Description("Only calls of this server.")]
        public bool Own { get; init; }

        [Description("With request and response.")]
        public bool Details { get; init; }
    }

    /// <param name="By">Who, as in an ARN; with the account where it is another.</param>
    /// <param name="Via">The service that asked for them, or the console.</param>
    /// <param name="Error">The error code, of what AWS refused.</param>
    /// <param name="Call">The journal's id of the call that sent it; null when it was not sent by infra.</param>
    public sealed record Row(
        DateTime? At, string Event, string? Service, string? By, string? Via, string? From, IReadOnlyList<string> Resources, string? Error,
        string? Call, string? Id, JsonElement? Request, JsonElement? Response);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudTrail trail, Input input, ToolContext context, CancellationToken ct)
    {
        // AWS's tokens belong to a range, and the host asks again for the same page: so the first one only fixes the range.
        if (string.IsNullOrEmpty(input.Cursor)) return new([], Begin(input, context).ToString());
        var place = Place.Parse(input.Cursor);
        var request = new LookupEventsRequest
        {
            LookupAttributes = Attribute(input) is { } attribute ? [attribute] : null,
            StartTime = place.From,
            EndTime = place.To,
            MaxResults = 50,
            NextToken = place.Token,
        };
        List<Row> found = [];
        Dictionary<string, int> left = [];
        for (var n = 0; ; n++)
        {
            var answer = await trail.LookupEventsAsync(request, ct);
            foreach (var e in answer.Events ?? [])
            {
                var record = EventRecord.Parse(e.CloudTrailEvent);
                if (!Matches(e, record, input)) continue;
                // Whoever asks for a resource or an operation wants to know that it was AWS.
                if (record.IsOfAws && input.Resource is null && input.Event is null)
                {
                    var by = record.By ?? e.EventSource ?? "AWS";
                    left[by] = left.GetValueOrDefault(by) + 1;
                }
                else
                {
                    found.Add(ToRow(e, record, input.Details));
                }
            }

            request.NextToken = answer.NextToken;
            if (string.IsNullOrEmpty(answer.NextToken) || found.Count >= input.Limit) break;
            // AWS takes two a second of the account, also those of the host's next call for more rows.
            await Task.Delay(Pause, context.Time, ct);
            if (n + 1 == MostPages) break;
        }

        var next = string.IsNullOrEmpty(request.NextToken) ? null : (place with { Token = request.NextToken }).ToString();
        return new(found, next) { Note = Note(found, next, left, Ends(input, place, context), Partition(trail, context)) };
    }

    private static Place Begin(Input input, ToolContext context)
    {
        var now = context.Time.GetUtcNow().UtcDateTime;
        var (from, to) = Times.Range(input.From, input.To, now);
        if (to < now - Kept)
            throw ToolException.InvalidInput("CloudTrail's event history has the last 90 days.",
                "What is older is in the buckets and log groups of the trails, which trail_list_trails names.");
        return new(from < now - Kept ? now - Kept : from, to, null);
    }

    // The most telling one goes to AWS.
    private static LookupAttribute? Attribute(Input input) =>
        input.Resource is { } resource ? Of(LookupAttributeKey.ResourceName, resource)
        : input.User is { } user ? Of(IsKey(user) ? LookupAttributeKey.AccessKeyId : LookupAttributeKey.Username, Name(user))
        : input.Event is { } name ? Of(LookupAttributeKey.EventName, name)
        : input.Reads ? null
        : Of(LookupAttributeKey.ReadOnly, "false");

    private static LookupAttribute Of(LookupAttributeKey key, string value) => new() { AttributeKey = key, AttributeValue = value };

    private static bool Matches(Event e, EventRecord record, Input input) =>
        (input.Reads || e.ReadOnly is not "true")
        && (!input.Own || record.Call is not null)
        && (input.User is not { } user || (IsKey(user) ? e.AccessKeyId : e.Username) == Name(user))
        && (input.Event is not { } name || e.EventName == name);

    private static bool IsKey(string user) => user.Length >= 16 && user[..4] is "AKIA" or "ASIA" && user.All(char.IsAsciiLetterOrDigit);

    // Rows and ARNs name a caller with a path: assumed-role/Admin/alice. CloudTrail's user name is its last part.
    private static string Name(string user) => user[(user.LastIndexOf('/') + 1)..];

    /// <summary>Whether the range was asked for from before what CloudTrail keeps.</summary>
    private static bool Ends(Input input, Place place, ToolContext context) =>
        Times.Parse(input.From, context.Time.GetUtcNow().UtcDateTime) < place.From.AddSeconds(-1);

    private static string? Partition(IAmazonCloudTrail trail, ToolContext context) => trail.Config?.RegionEndpoint?.PartitionName
        ?? (context.Target.Region is { } region ? RegionEndpoint.GetBySystemName(region).PartitionName : null);

    private static Row ToRow(Event e, EventRecord record, bool details) => new(
        e.EventTime, e.EventName, e.EventSource?.Replace(".amazonaws.com", "", StringComparison.Ordinal), record.By ?? e.Username,
        record.Via, record.SourceIp,
        // Which name is of which type, and in what order, AWS does not promise.
        [.. (e.Resources ?? []).Select(r => r.ResourceName).Where(r => !string.IsNullOrEmpty(r)).Distinct()
            .Order(StringComparer.Ordinal).Take(details ? 50 : 5)],
        details && record.ErrorMessage is { } message ? $"{record.Error}: {message}" : record.Error, record.Call,
        details ? e.EventId : null, details ? record.Request : null, details ? record.Response : null);

    private static string? Note(List<Row> found, string? next, Dictionary<string, int> left, bool ends, string? partition)
    {
        var services = left.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key} {l.Value}");
        string[] notes =
        [
            .. left.Count > 0
                ? [$"Left out: {left.Values.Sum()} that AWS did by itself ({string.Join(", ", services)}); event shows one operation's."]
                : Array.Empty<string>(),
            .. ends && next is null ? ["Older ones than 90 days are not kept here: trail_list_trails says where they are."]
                : Array.Empty<string>(),
            .. found.Count == 0 && next is null
                ? ["Nothing else was found. IAM, Route 53 and other global services are recorded in "
                    + $"{(partition is null or "aws" ? "us-east-1" : "one region of this partition")} alone; the last 15 minutes may be "
                    + "missing; data events, such as reading an object, are never here."]
                : Array.Empty<string>(),
        ];
        return notes.Length == 0 ? null : string.Join(" ", notes);
    }

    /// <summary>A place in the events of a range that does not move.</summary>
    private sealed record Place(DateTime From, DateTime To, string? Token)
    {
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Seconds(From)}|{Seconds(To)}|{Token}");

        /// <exception cref="ToolException">The text is not a place.</exception>
        public static Place Parse(string text) =>
            text.Split('|', 3) is [var from, var to, var token] && Time(from) is { } start && Time(to) is { } end
                ? new(start, end, token.Length == 0 ? null : token)
                : throw ToolException.InvalidInput(
                    "'cursor' is not one that this tool gave.", "Pass the nextCursor of the page before, unchanged.");

        private static long Seconds(DateTime time) =>
            new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)).ToUnixTimeSeconds();

        private static DateTime? Time(string text) =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime : null;
    }
}
