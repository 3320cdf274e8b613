using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class ListBucketsTests : S3ToolTest
{
    [Fact]
    public async Task A_page_size_is_always_sent_as_S3_tells_the_region_only_then()
    {
        ListBucketsRequest? sent = null;
        Client.ListBucketsAsync(Arg.Do<ListBucketsRequest>(r => sent = r), default).ReturnsForAnyArgs(new ListBucketsResponse
        {
            Buckets = [new() { BucketName = "logs-prod", BucketRegion = "eu-west-1" }],
            ContinuationToken = "more",
        });

        var page = await RunAsync(ListBuckets.Tool, new { prefix = "logs-", cursor = "here" });

        Assert.Equal((50, "logs-", "here"), (sent!.MaxBuckets, sent.Prefix, sent.ContinuationToken));
        Assert.Equal("eu-west-1", page.GetProperty("items")[0].GetProperty("region").GetString());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task No_bucket_is_a_complete_empty_page()
    {
        Client.ListBucketsAsync(default(ListBucketsRequest)!, default).ReturnsForAnyArgs(new ListBucketsResponse());

        Assert.True((await RunAsync(ListBuckets.Tool, new { })).GetProperty("complete").GetBoolean());
    }
}
