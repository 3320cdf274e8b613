using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class DeleteBucketTests : S3ToolTest
{
    private readonly List<ListVersionsRequest> listed = [];

    [Fact]
    public async Task A_bucket_that_is_not_empty_is_refused_in_the_plan()
    {
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true)] });

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteBucket.Tool, new { bucket = "web" }));

        Assert.Equal((ToolErrorCode.Conflict, "The bucket web is not empty: it holds 1 object(s), 0 older version(s) and 0 delete marker(s), 10 bytes."), (error.Code, error.Message));
        Assert.Contains("empty: true", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_counts_what_is_lost_and_stops_counting_in_a_large_bucket()
    {
        HasPolicy("""{"p":1}""");
        Holds(new ListVersionsResponse
        {
            Versions = [Version("a", latest: true), Version("a", latest: false), new() { Key = "b", IsDeleteMarker = true, IsLatest = true }],
            IsTruncated = true,
            NextKeyMarker = "b",
            NextVersionIdMarker = "v",
        });

        var plan = await PlanAsync(DeleteBucket.Tool, new { bucket = "web", empty = true });

        Assert.Equal(5, listed.Count);
        Assert.Equal(("b", "v"), (listed[1].KeyMarker, listed[1].VersionIdMarker));
        Assert.Equal("Delete the bucket web in eu-central-1 AND ALL THAT IS IN IT.", plan.Summary);
        Assert.Equal("LOST for good: at least 5 object(s), 5 older version(s) and 5 delete marker(s), 100 bytes", plan.Effects[0]);
        Assert.Equal("""lost: the policy {"p":1}""", plan.Effects[1]);
    }

    [Fact]
    public async Task It_empties_first_when_asked_to()
    {
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true)], IsTruncated = true }, new ListVersionsResponse { Versions = [Version("b", latest: true)] });
        Client.DeleteObjectsAsync(default!, default).ReturnsForAnyArgs(new DeleteObjectsResponse { DeletedObjects = [new()] });

        var result = await RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true });

        Assert.Equal(2, result.GetProperty("versionsDeleted").GetInt32());
        Assert.Equal([1, 2], Progress.Select(p => p.Done));
        await Client.Received(1).DeleteBucketAsync(Arg.Any<DeleteBucketRequest>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_locked_object_keeps_the_bucket()
    {
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true)] });
        Client.DeleteObjectsAsync(default!, default).ReturnsForAnyArgs(Task.FromException<DeleteObjectsResponse>(new DeleteObjectsException(new()
        {
            DeleteErrors = [new() { Key = "a", Code = "AccessDenied", Message = "locked" }],
        })));

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true }));

        await Client.DidNotReceiveWithAnyArgs().DeleteBucketAsync(default(DeleteBucketRequest)!, default);
    }

    [Fact]
    public async Task Without_being_asked_it_deletes_no_object()
    {
        await RunAsync(DeleteBucket.Tool, new { bucket = "web" });

        await Client.DidNotReceiveWithAnyArgs().DeleteObjectsAsync(default!, default);
    }

    private void Holds(ListVersionsResponse first, params ListVersionsResponse[] then) =>
        Client.ListVersionsAsync(Arg.Do<ListVersionsRequest>(listed.Add), default).ReturnsForAnyArgs(first, then);

    private static S3ObjectVersion Version(string key, bool latest) => new() { Key = key, VersionId = "v", IsLatest = latest, Size = 10 };
}
