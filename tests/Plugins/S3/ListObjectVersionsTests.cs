using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class ListObjectVersionsTests : S3ToolTest
{
    private readonly List<ListVersionsRequest> sent = [];

    [Fact]
    public async Task Both_markers_go_through_one_cursor()
    {
        Client.ListVersionsAsync(Arg.Do<ListVersionsRequest>(sent.Add), default).ReturnsForAnyArgs(new ListVersionsResponse
        {
            Versions = [new() { Key = "a b", VersionId = "v2", IsLatest = true, IsDeleteMarker = true, Size = 0 },
                new() { Key = "a b", VersionId = "v1", Size = 5 }],
            IsTruncated = true,
            NextKeyMarker = "a b",
            NextVersionIdMarker = "v1",
        });

        var page = await RunAsync(ListObjectVersions.Tool, new { bucket = "web" });
        await RunAsync(ListObjectVersions.Tool, new { bucket = "web", cursor = page.GetProperty("nextCursor").GetString() });

        Assert.Equal("""[{"key":"a b","versionId":"v2","latest":true,"deleteMarker":true},{"key":"a b","versionId":"v1","size":5}]""",
            page.GetProperty("items").GetRawText());
        Assert.Equal(("a b", "v1"), (sent[^1].KeyMarker, sent[^1].VersionIdMarker));
    }

    [Fact]
    public async Task A_strange_cursor_is_refused() => Assert.Equal(ToolErrorCode.InvalidInput,
        (await Assert.ThrowsAsync<ToolException>(() => RunAsync(ListObjectVersions.Tool, new { bucket = "web", cursor = "strange" })))
            .Code);
}
