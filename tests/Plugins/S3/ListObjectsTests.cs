using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class ListObjectsTests : S3ToolTest
{
    private readonly List<ListObjectsV2Request> sent = [];

    [Fact]
    public async Task Folders_and_objects_are_rows_of_one_page()
    {
        Answers(new ListObjectsV2Response
        {
            CommonPrefixes = ["2026/"],
            S3Objects = [new() { Key = "readme", Size = 3, StorageClass = S3StorageClass.Standard },
                new() { Key = "old", StorageClass = S3StorageClass.Glacier }],
            IsTruncated = true,
            NextContinuationToken = "more",
        });

        var page = await RunAsync(ListObjects.Tool, new { bucket = "web", delimiter = "/", limit = 3 });

        Assert.Equal((3, "/"), (sent[0].MaxKeys, sent[0].Delimiter));
        Assert.Equal("""[{"key":"2026/","folder":true},{"key":"readme","size":3},{"key":"old","storageClass":"GLACIER"}]""",
            page.GetProperty("items").GetRawText());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task Newest_reads_on_and_sorts()
    {
        Answers(
            new ListObjectsV2Response { S3Objects = [At("a", 1), At("b", 3)], IsTruncated = true, NextContinuationToken = "2" },
            new ListObjectsV2Response { S3Objects = [At("c", 2)] });

        var page = await RunAsync(ListObjects.Tool, new { bucket = "web", newest = true, limit = 1 });

        Assert.Equal(["b", "c", "a"], page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("key").GetString()));
        Assert.Equal([null, "2"], sent.Select(r => r.ContinuationToken));
        Assert.True(page.GetProperty("complete").GetBoolean());
        Assert.False(page.TryGetProperty("note", out _));
    }

    [Fact]
    public async Task Newest_says_when_it_has_not_seen_every_key()
    {
        Answers(new ListObjectsV2Response
        {
            S3Objects = [.. Enumerable.Range(0, 10_000).Select(i => At($"{i}", 1))],
            IsTruncated = true,
            NextContinuationToken = "more"
        });

        var page = await RunAsync(ListObjects.Tool, new { bucket = "web", newest = true });

        Assert.Single(sent);
        Assert.False(page.GetProperty("complete").GetBoolean());
        Assert.Contains("not of all", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }

    private void Answers(ListObjectsV2Response first, params ListObjectsV2Response[] then) =>
        Client.ListObjectsV2Async(Arg.Do<ListObjectsV2Request>(sent.Add), default).ReturnsForAnyArgs(first, then);

    private static S3Object At(string key, int day) =>
        new() { Key = key, LastModified = new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc) };
}
