using System.ComponentModel;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_list_log_files (DescribeDBLogFiles).</summary>
public static class ListLogFiles
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Page<Row>>(
        "list_log_files", "Lists a DB instance's log files. For their text, use rds_get_log_file.", RunAsync,
        iam: ["rds:DescribeDBLogFiles"],
        examples: ["Which log files has orders?"]);

    public sealed record Input : PageInput
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("Only names with this text.")]
        public string? Contains { get; init; }
    }

    public sealed record Row(string Name, DateTime? WrittenAt, long? Bytes);

    public static async Task<Page<Row>> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DescribeDBLogFilesAsync(new()
        {
            DBInstanceIdentifier = input.InstanceId,
            FilenameContains = input.Contains,
            MaxRecords = Math.Clamp(input.Limit, 20, 100),
            Marker = input.Cursor,
        }, ct);
        return new([.. (answer.DescribeDBLogFiles ?? []).Select(f => new Row(f.LogFileName,
            f.LastWritten is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime : null, f.Size))], answer.Marker);
    }
}
