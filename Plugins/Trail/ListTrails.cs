using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;

namespace Infra.Plugins.Trail;

/// <summary>trail_list_trails: what is recorded, and what is not (DescribeTrails, GetTrailStatus, GetEventSelectors).</summary>
public static class ListTrails
{
    public static readonly TrailTool Tool = TrailTool.Read<Input, Page<Row>>(
        "list_trails", "Lists CloudTrail trails and what each leaves out. For events, use trail_list_events.", RunAsync,
        iam: ["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"],
        examples: ["Is everything that happens in this account recorded?", "Does any trail record who reads our buckets?"]);

    public sealed record Input : PageInput;

    /// <param name="Logging">Null when it could not be read, as for trails of another account.</param>
    /// <param name="DataEvents">
    /// What it records of reading and writing data: types of resources, with the ARNs where not all. Null when it could not be read.
    /// </param>
    /// <param name="Gaps">What it does not record, or what would let somebody change what it did.</param>
    public sealed record Row(
        string Name, string Arn, string? HomeRegion, bool? Logging, bool AllRegions, bool Organization, string? Bucket, string? LogGroup,
        DateTime? DeliveredAt, IReadOnlyList<string>? DataEvents, IReadOnlyList<string> Gaps);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudTrail trail, Input input, ToolContext context, CancellationToken ct)
    {
        var all = (await trail.DescribeTrailsAsync(new() { IncludeShadowTrails = true }, ct)).TrailList ?? [];
        var unknowns = new Unknowns(context.Target);
        var rows = await all.OrderBy(t => t.TrailARN, StringComparer.Ordinal).AskAsync(async (t, ct) =>
        {
            var asking = unknowns.TryAsync($"Whether {t.Name} is logging",
                () => ThereAsync(() => trail.GetTrailStatusAsync(new() { Name = t.TrailARN }, ct)));
            var choosing = unknowns.TryAsync($"What {t.Name} records",
                () => ThereAsync(() => trail.GetEventSelectorsAsync(new() { TrailName = t.TrailARN }, ct)));
            return ToRow(t, await asking, await choosing);
        }, ct);
        string[] notes =
        [
            .. unknowns.Notes,
            .. rows.Any(r => r.Logging is true) ? Array.Empty<string>()
                : ["No trail is known to be logging: what happens is kept for 90 days, in each region's event history, and then gone."],
            .. rows.Length > 0 && rows.All(r => r.DataEvents is { Count: 0 })
                ? ["No trail records data events: nobody can tell later who read or wrote an object, or invoked a function."]
                : Array.Empty<string>(),
            .. rows.Length > 0 && !rows.Any(r => r is { AllRegions: true, Logging: not false })
                ? ["No trail that is logging covers all regions."] : Array.Empty<string>(),
            "Event data stores of CloudTrail Lake are not looked at.",
        ];
        return new(rows) { Note = string.Join(" ", notes) };
    }

    // The trail of an organization or of another region is listed here, and may not be found when it is asked for.
    private static async Task<T> ThereAsync<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (TrailNotFoundException e)
        {
            throw new ToolException(ToolErrorCode.NotSupported, e.Message, inner: e) { AwsErrorCode = e.ErrorCode };
        }
    }

    private static Row ToRow(Amazon.CloudTrail.Model.Trail t, GetTrailStatusResponse? status, GetEventSelectorsResponse? selectors)
    {
        List<string> gaps =
        [
            .. status is { IsLogging: not true }
                ? [$"it is not logging{(status.StopLoggingTime is { } at ? $", since {PlanBuilder.Text(at)}" : "")}"]
                : Array.Empty<string>(),
            .. status?.LatestDeliveryError is { Length: > 0 } error ? [$"its last delivery to the bucket failed: {error}"]
                : Array.Empty<string>(),
            .. status?.LatestCloudWatchLogsDeliveryError is { Length: > 0 } logs ? [$"its last delivery to the log group failed: {logs}"]
                : Array.Empty<string>(),
            .. t.IsMultiRegionTrail is true ? Array.Empty<string>() : [$"only the region {t.HomeRegion}"],
            .. t.IncludeGlobalServiceEvents is true ? Array.Empty<string>() : ["nothing of IAM, STS and other global services"],
            .. t.LogFileValidationEnabled is true ? Array.Empty<string>() : ["no validation: that a file was changed later is not seen"],
            .. Management(selectors),
        ];
        return new(t.Name, t.TrailARN, t.HomeRegion, status?.IsLogging, t.IsMultiRegionTrail is true, t.IsOrganizationTrail is true,
            t.S3BucketName is { } bucket ? $"{bucket}{(t.S3KeyPrefix is { Length: > 0 } prefix ? $"/{prefix}" : "")}" : null,
            t.CloudWatchLogsLogGroupArn, status?.LatestDeliveryTime, Data(selectors), gaps);
    }

    // Selectors of both kinds say the same in two ways; a trail has those of one.
    private static IEnumerable<string> Management(GetEventSelectorsResponse? found)
    {
        if (found is null) return [];
        if (found.AdvancedEventSelectors is { Count: > 0 } advanced)
        {
            var management = advanced.Where(s => Values(s, "eventCategory").Contains("Management")).ToList();
            if (management.Count == 0) return ["no management events: nothing of who changed what"];
            return
            [
                .. management.All(s => Values(s, "readOnly").Contains("false")) ? ["no reads"] : Array.Empty<string>(),
                .. management.All(s => Values(s, "readOnly").Contains("true")) ? ["no changes"] : Array.Empty<string>(),
                .. management.SelectMany(s => s.FieldSelectors.Where(f => f.Field is "eventSource").SelectMany(f => f.NotEquals ?? []))
                    .Distinct().Order(StringComparer.Ordinal).Select(s => $"nothing of {s}"),
                // One selector without further conditions records all.
                .. management.All(s => Narrowed(s).Any())
                    ? [$"not all management events: chosen by {string.Join(", ", management.SelectMany(Narrowed).Distinct().Order())}"]
                    : Array.Empty<string>(),
            ];
        }

        var basic = (found.EventSelectors ?? []).Where(s => s.IncludeManagementEvents is true).ToList();
        if (basic.Count == 0) return ["no management events: nothing of who changed what"];
        return
        [
            .. basic.All(s => s.ReadWriteType == ReadWriteType.WriteOnly) ? ["no reads"] : Array.Empty<string>(),
            .. basic.All(s => s.ReadWriteType == ReadWriteType.ReadOnly) ? ["no changes"] : Array.Empty<string>(),
            .. basic.SelectMany(s => s.ExcludeManagementEventSources ?? []).Distinct().Order(StringComparer.Ordinal)
                .Select(s => $"nothing of {s}"),
        ];
    }

    private static IEnumerable<string> Narrowed(AdvancedEventSelector selector) => (selector.FieldSelectors ?? [])
        .Where(f => f.Field is not ("eventCategory" or "readOnly") && (f.Field is not "eventSource" || f.NotEquals is not { Count: > 0 }))
        .Select(f => f.Field);

    private static IReadOnlyList<string>? Data(GetEventSelectorsResponse? found) => found is null ? null :
    [
        .. (found.EventSelectors ?? []).SelectMany(s => s.DataResources ?? [])
            .Select(d => $"{d.Type}{((d.Values ?? []) is { Count: > 0 } some ? $": {string.Join(", ", some)}" : "")}")
            .Concat((found.AdvancedEventSelectors ?? []).Where(s => Values(s, "eventCategory").Contains("Data")).Select(s =>
                string.Join(", ", Values(s, "resources.type")) + (s.FieldSelectors.Count > 2 ? ", some of them" : "")))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Values(AdvancedEventSelector selector, string field) =>
        (selector.FieldSelectors ?? []).Where(f => f.Field == field).SelectMany(f => f.Equals ?? []);
}
