using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_events (DescribeEvents).</summary>
public static class ListEvents
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_events",
        "Lists RDS events, oldest first, like restarts and failovers. For pending maintenance, use rds_list_maintenance.",
        RunAsync,
        iam: ["rds:DescribeEvents"],
        examples: ["What happened to our databases last night?", "Was there a failover of orders this week?"]);

    public sealed record Input : PageInput
    {
        [Description("Instance or cluster id, or other name.")]
        public string? SourceId { get; init; }

        [Description("What sourceId names; db-instance when left out."),
            AllowedValues("db-instance", "db-cluster", "db-snapshot", "db-cluster-snapshot", "db-parameter-group", "db-proxy",
                "blue-green-deployment")]
        public string? SourceType { get; init; }

        [Description("Hours back, at most 14 days."), Range(1, 336)]
        public int Hours { get; init; } = 24;

        [Description("Event categories, like failover.")]
        public IReadOnlyList<string> Categories { get; init; } = [];
    }

    public sealed record Row(DateTime? At, string SourceId, string? SourceType, string Message, IReadOnlyList<string> Categories);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribeEventsAsync(new()
        {
            SourceIdentifier = input.SourceId,
            // RDS does not look for an id without its kind.
            SourceType = input.SourceType ?? (input.SourceId is null ? null : "db-instance"),
            Duration = input.Hours * 60,
            EventCategories = input.Categories.Count == 0 ? null : [.. input.Categories],
            MaxRecords = RdsPages.Size(input),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.Events ?? [])
            .Select(e => new Row(e.Date, e.SourceIdentifier, e.SourceType?.Value, e.Message, e.EventCategories ?? []))], answer.Marker);
    }
}
