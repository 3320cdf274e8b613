using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Amazon.RDS;

namespace Infra.Plugins.Rds;

/// <summary>rds_get_log_file: a part of a log file (DownloadDBLogFilePortion).</summary>
public static class GetLogFile
{
    public static readonly RdsTool Tool = RdsTool.Read<Input, Result>(
        "get_log_file", "Last lines of a DB instance's log file, or on from a marker. For names, use rds_list_log_files.",
        RunAsync,
        iam: ["rds:DownloadDBLogFilePortion"],
        examples: ["What are the last errors in the log of orders?"]);

    public sealed record Input
    {
        [Description("Instance id.")]
        public required string InstanceId { get; init; }

        [Description("File name.")]
        public required string FileName { get; init; }

        [Description("Most lines."), Range(1, 2000)]
        public int Lines { get; init; } = 200;

        [Description("Last nextMarker; 0 is the beginning.")]
        public string? Marker { get; init; }
    }

    /// <param name="NextMarker">Given when more follows.</param>
    public sealed record Result(string Text, string? NextMarker);

    public static async Task<Result> RunAsync(IAmazonRDS rds, Input input, CancellationToken ct)
    {
        var answer = await rds.DownloadDBLogFilePortionAsync(new()
        {
            DBInstanceIdentifier = input.InstanceId,
            LogFileName = input.FileName,
            NumberOfLines = input.Lines,
            Marker = input.Marker,
        }, ct);
        return new(answer.LogFileData ?? "", answer.AdditionalDataPending == true ? answer.Marker : null);
    }
}
