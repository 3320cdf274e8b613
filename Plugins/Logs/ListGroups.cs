using System.ComponentModel;
using Amazon.CloudWatchLogs;

namespace Infra.Plugins.Logs;

/// <summary>logs_list_groups (DescribeLogGroups).</summary>
public static class ListGroups
{
    public static readonly LogsTool Tool = LogsTool.Read<Input, Page<Row>>(
        "list_groups", "Lists log groups. For what is in one, use logs_list_events.", RunAsync,
        iam: ["logs:DescribeLogGroups"],
        examples: ["Which log groups are kept for ever?"]);

    public sealed record Input : PageInput
    {
        [Description("Start of the name.")]
        public string? Prefix { get; init; }
    }

    /// <param name="RetentionDays">Null when events are kept for ever.</param>
    public sealed record Row(string Name, int? RetentionDays, long? Bytes);

    public static async Task<Page<Row>> RunAsync(IAmazonCloudWatchLogs logs, Input input, CancellationToken ct)
    {
        var answer = await logs.DescribeLogGroupsAsync(new() { LogGroupNamePrefix = input.Prefix, Limit = Math.Min(50, input.Limit), NextToken = input.Cursor }, ct);
        return new([.. (answer.LogGroups ?? []).Select(g => new Row(g.LogGroupName, g.RetentionInDays, g.StoredBytes))], answer.NextToken);
    }
}
