using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class TagBucketTests : S3ToolTest
{
    [Fact]
    public async Task Tags_that_are_not_named_stay()
    {
        PutBucketTaggingRequest? sent = null;
        Client.PutBucketTaggingAsync(Arg.Do<PutBucketTaggingRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketTaggingResponse());
        HasTags(("env", "dev"), ("old", "x"), ("team", "a"));
        var arguments = new { bucket = "web", tags = new { team = "b" }, removeKeys = new[] { "old" } };

        var plan = await PlanAsync(TagBucket.Tool, arguments);
        await RunAsync(TagBucket.Tool, arguments);

        Assert.Equal(["web: tag team: a -> b", "web: tag old: x -> none"], Lines(plan).Take(2));
        Assert.Equal(["env=dev", "team=b"], sent!.TagSet.Select(t => $"{t.Key}={t.Value}"));
    }

    [Fact]
    public async Task Without_a_tag_left_the_set_is_removed()
    {
        HasTags(("old", "x"));

        await RunAsync(TagBucket.Tool, new { bucket = "web", removeKeys = new[] { "old" } });

        await Client.Received().DeleteBucketTaggingAsync(Arg.Any<DeleteBucketTaggingRequest>(), Arg.Any<CancellationToken>());
    }

    // S3-B15a: S3 takes no PutBucketTagging for such buckets.
    [Fact]
    public async Task A_bucket_with_attribute_based_access_control_is_refused_in_the_plan()
    {
        Client.GetBucketAbacAsync(default!, default)
            .ReturnsForAnyArgs(new GetBucketAbacResponse { AbacStatus = new() { Status = BucketAbacStatus.Enabled } });

        Assert.Contains("tag-resource",
            Assert.Single((await PlanAsync(TagBucket.Tool, new { bucket = "web", tags = new { a = "b" } })).Obstacles),
            StringComparison.Ordinal);
    }
}
