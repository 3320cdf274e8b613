using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class ListLogFilesTests : RdsToolTest
{
    [Fact]
    public async Task The_time_of_writing_is_in_milliseconds_on_the_wire()
    {
        Client.DescribeDBLogFilesAsync(default!, default).ReturnsForAnyArgs(new DescribeDBLogFilesResponse
        {
            DescribeDBLogFiles = [new() { LogFileName = "error/postgresql.log", LastWritten = 1767225600000, Size = 12 }],
            Marker = "more",
        });

        var page = await RunAsync(ListLogFiles.Tool, new { instanceId = "orders" });

        Assert.Equal("2026-01-01T00:00:00Z", page.GetProperty("items")[0].GetProperty("writtenAt").GetString());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
