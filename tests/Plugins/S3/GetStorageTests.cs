using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class GetStorageTests : S3ToolTest
{
    [Fact]
    public async Task Objects_are_summed_by_class_and_folder_over_all_pages()
    {
        Client.ListObjectsV2Async(default!, default).ReturnsForAnyArgs(
            Page("next", ("logs/2025/a", 10, "GLACIER"), ("logs/2025/b", 20, null)),
                Page(null, ("logs/2026/a", 500, null), ("logs/readme", 1, null)));

        var storage = await RunAsync(GetStorage.Tool, new { bucket = "web", prefix = "logs/" });

        Assert.Equal((4, 531, 2, true), (storage.GetProperty("objects").GetInt32(), storage.GetProperty("bytes").GetInt32(),
            storage.GetProperty("requests").GetInt32(), storage.GetProperty("complete").GetBoolean()));
        Assert.Equal(["STANDARD 3 521", "GLACIER 1 10"], storage.GetProperty("classes").EnumerateArray()
            .Select(c => $"{c.GetProperty("name")} {c.GetProperty("objects")} {c.GetProperty("bytes")}"));
        Assert.Equal(["logs/2026/ 500", "logs/2025/ 30", "logs/ 1"], storage.GetProperty("folders").EnumerateArray()
            .Select(f => $"{f.GetProperty("prefix")} {f.GetProperty("bytes")}"));
        Assert.False(storage.TryGetProperty("note", out _));
    }

    [Fact]
    public async Task A_bound_ends_the_count_and_the_answer_says_where()
    {
        Client.ListObjectsV2Async(default!, default).ReturnsForAnyArgs(Page("next", ("a", 1, null)), Page("more", ("b", 2, null)));

        var storage = await RunAsync(GetStorage.Tool, new { bucket = "web", mostRequests = 2 });

        Assert.False(storage.GetProperty("complete").GetBoolean());
        Assert.StartsWith("Counted up to b: there is more.", storage.GetProperty("note").GetString(), StringComparison.Ordinal);
        await Client.ReceivedWithAnyArgs(2).ListObjectsV2Async(default!, default);
    }

    [Fact]
    public async Task Older_versions_and_unfinished_uploads_are_told_apart()
    {
        Client.ListVersionsAsync(default(ListVersionsRequest)!, default).ReturnsForAnyArgs(new ListVersionsResponse
        {
            Versions =
            [
                new() { Key = "a", Size = 5, IsLatest = true }, new() { Key = "a", Size = 7, IsLatest = false },
                new() { Key = "b", IsLatest = true, IsDeleteMarker = true },
            ],
        });
        Client.ListMultipartUploadsAsync(default(ListMultipartUploadsRequest)!, default)
            .ReturnsForAnyArgs(new ListMultipartUploadsResponse { MultipartUploads = [new()] });

        var storage = await RunAsync(GetStorage.Tool, new { bucket = "web", versions = true });

        Assert.Equal((5, 7, 1, 1, 1), (storage.GetProperty("bytes").GetInt32(), storage.GetProperty("olderBytes").GetInt32(),
            storage.GetProperty("olderVersions").GetInt32(), storage.GetProperty("deleteMarkers").GetInt32(),
            storage.GetProperty("unfinishedUploads").GetInt32()));
    }

    [Fact]
    public async Task What_may_not_be_read_is_said_and_an_empty_prefix_is_zero()
    {
        Client.ListObjectsV2Async(default!, default).ReturnsForAnyArgs(new ListObjectsV2Response());
        Client.ListMultipartUploadsAsync(default(ListMultipartUploadsRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<ListMultipartUploadsResponse>(Error("AccessDenied",
                System.Net.HttpStatusCode.Forbidden)));

        var storage = await RunAsync(GetStorage.Tool, new { bucket = "web", prefix = "none/" });

        Assert.Equal(0, storage.GetProperty("objects").GetInt32());
        Assert.Equal("Unfinished uploads: not known (AccessDenied).", storage.GetProperty("note").GetString());
    }

    private static ListObjectsV2Response Page(string? next, params (string Key, long Size, string? Class)[] objects) => new()
    {
        S3Objects = [.. objects.Select(o => new S3Object { Key = o.Key, Size = o.Size, StorageClass = o.Class })],
        IsTruncated = next is not null,
        NextContinuationToken = next,
    };
}
