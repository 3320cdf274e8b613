using System.Net;
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
    public async Task Exposed_ones_are_public_or_unencrypted_and_a_block_makes_up_for_a_policy()
    {
        Client.ListBucketsAsync(default(ListBucketsRequest)!, default).ReturnsForAnyArgs(
            new ListBucketsResponse { Buckets = [new() { BucketName = "open" }, new() { BucketName = "closed" }], ContinuationToken = "2" },
            new ListBucketsResponse { Buckets = [new() { BucketName = "blocked" }, new() { BucketName = "secret" }] });
        Client.GetBucketEncryptionAsync(Arg.Is<GetBucketEncryptionRequest>(r => r.BucketName != "open"), Arg.Any<CancellationToken>())
            .Returns(new GetBucketEncryptionResponse
            {
                ServerSideEncryptionConfiguration = new(
                )
                { ServerSideEncryptionRules = [SetEncryption.Rule("AES256", null, bucketKey: false)] },
            });
        Client.GetBucketPolicyStatusAsync(Arg.Is<GetBucketPolicyStatusRequest>(r => r.BucketName == "open" || r.BucketName == "blocked"),
            Arg.Any<CancellationToken>())
            .Returns(new GetBucketPolicyStatusResponse { PolicyStatus = new() { IsPublic = true } });
        Client.GetPublicAccessBlockAsync(Arg.Is<GetPublicAccessBlockRequest>(r => r.BucketName == "blocked"), Arg.Any<CancellationToken>())
            .Returns(new GetPublicAccessBlockResponse { PublicAccessBlockConfiguration = new() { RestrictPublicBuckets = true } });
        Client.GetBucketAclAsync(Arg.Is<GetBucketAclRequest>(r => r.BucketName == "secret"), Arg.Any<CancellationToken>())
            .Returns(Task.FromException<GetBucketAclResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));

        var page = await RunAsync(ListBuckets.Tool, new { exposed = true });

        Assert.Equal(
            ["""open ["policy is public","no default encryption"]""", """secret ["access control list unknown: AccessDenied"]"""],
            page.GetProperty("items").EnumerateArray()
                .Select(b => $"{b.GetProperty("name").GetString()} {b.GetProperty("exposed").GetRawText()}"));
        Assert.StartsWith("Examined 4 buckets", page.GetProperty("note").GetString());
    }

    [Fact]
    public async Task No_bucket_is_a_complete_empty_page()
    {
        Client.ListBucketsAsync(default(ListBucketsRequest)!, default).ReturnsForAnyArgs(new ListBucketsResponse());

        Assert.True((await RunAsync(ListBuckets.Tool, new { })).GetProperty("complete").GetBoolean());
    }

    // ANS-R16: moto cuts the list and gives no token.
    [Fact]
    public async Task A_full_page_without_a_token_is_not_taken_for_the_end()
    {
        Client.ListBucketsAsync(default(ListBucketsRequest)!, default).ReturnsForAnyArgs(call => new ListBucketsResponse
        {
            Buckets = [.. Enumerable.Range(0, Math.Min(150, call.Arg<ListBucketsRequest>().MaxBuckets!.Value))
                .Select(i => new S3Bucket { BucketName = $"b{i}" })],
        });

        Assert.Equal(150, (await RunAsync(ListBuckets.Tool, new { })).GetProperty("items").GetArrayLength());
        Assert.StartsWith("Examined 150", (await RunAsync(ListBuckets.Tool, new { exposed = true })).GetProperty("note").GetString());
    }

    // ANS-R17
    [Fact]
    public async Task Where_AWS_does_not_say_whether_a_policy_is_public_the_policy_is_judged()
    {
        Client.ListBucketsAsync(default(ListBucketsRequest)!, default)
            .ReturnsForAnyArgs(new ListBucketsResponse { Buckets = [new() { BucketName = "web" }] });
        Client.GetBucketPolicyStatusAsync(default!, default).ReturnsForAnyArgs(new GetBucketPolicyStatusResponse());
        HasPolicy(PublicPolicy);

        var page = await RunAsync(ListBuckets.Tool, new { exposed = true });

        Assert.Equal("policy is public", page.GetProperty("items")[0].GetProperty("exposed")[0].GetString());
    }
}
