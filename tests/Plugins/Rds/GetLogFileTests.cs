using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class GetLogFileTests : RdsToolTest
{
    [Theory]
    [InlineData(true, "12:34")]
    [InlineData(false, null)]
    public async Task The_marker_is_told_only_when_more_follows(bool more, string? next)
    {
        DownloadDBLogFilePortionRequest? sent = null;
        Client.DownloadDBLogFilePortionAsync(Arg.Do<DownloadDBLogFilePortionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DownloadDBLogFilePortionResponse
            {
                LogFileData = "FATAL: no",
                AdditionalDataPending = more,
                Marker = "12:34"
            });

        var result = await RunAsync(GetLogFile.Tool, new { instanceId = "orders", fileName = "error/postgresql.log", marker = "0" });

        Assert.Equal((next, "0", 200),
            (result.TryGetProperty("nextMarker", out var m) ? m.GetString() : null, sent!.Marker, sent.NumberOfLines!.Value));
    }
}
