using System.ComponentModel;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_list_groups (DescribeLogGroups).</summary>
public static class ListGroups
{
    public static readonly LogsTool Tool = LogsTool.Read<Input, Page<Row>>(
        "list_groups", "Lists log groups with class, retention and size. For one in full, use logs_get_group.", RunAsync,
        iam: ["logs:DescribeLogGroups"],
        examples: ["Which log groups are kept for ever?"]);

    public sealed record Input : PageInput
    {
        [Description("Case-sensitive.")]
        public string? Prefix { get; init; }
    }

    /// <param name="LogGroupClass">Only Logs Insights reads events of INFREQUENT_ACCESS; those of DELIVERY are not to be read here.</param>
    /// <param name="RetentionDays">Null when events are kept for ever.</param>
    public sealed record Row(string Name, string? LogGroupClass, int? RetentionDays, long? Bytes);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatchLogs logs, Input input, CancellationToken ct)
    {
        var answer = await logs.DescribeLogGroupsAsync(
            new()
            {
                LogGroupNamePrefix = string.IsNullOrEmpty(input.Prefix) ? null : input.Prefix,
                Limit = Math.Min(50, input.Limit),
                NextToken = input.Cursor,
            }, ct);
        List<Row> rows =
        [
            .. (answer.LogGroups ?? []).Select(g => new Row(g.LogGroupName, g.LogGroupClass?.Value, g.RetentionInDays, g.StoredBytes)),
        ];
        return new(rows, answer.NextToken)
        {
            Note = rows.Any(r => r.LogGroupClass is "INFREQUENT_ACCESS")
                ? "logs_query_events reads groups of class INFREQUENT_ACCESS."
                : null,
        };
    }
}
