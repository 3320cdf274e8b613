using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class TagBucketTests : S3ToolTest
{
    [Fact]
    public async Task Tags_that_are_not_named_stay()
    {
        PutBucketTaggingRequest? sent = null;
        Client.PutBucketTaggingAsync(Arg.Do<PutBucketTaggingRequest>(r => sent = r), default).ReturnsForAnyArgs(new PutBucketTaggingResponse());
        HasTags(("env", "dev"), ("old", "x"), ("team", "a"));
        var arguments = new { bucket = "web", tags = new { team = "b" }, removeKeys = new[] { "old" } };

        var plan = await PlanAsync(TagBucket.Tool, arguments);
        await RunAsync(TagBucket.Tool, arguments);

        Assert.Equal(["team: a -> b", "old: x -> (removed)"], plan.Effects);
        Assert.Equal(["env=dev", "team=b"], sent!.TagSet.Select(t => $"{t.Key}={t.Value}"));
    }

    [Fact]
    public async Task Without_a_tag_left_the_set_is_removed()
    {
        HasTags(("old", "x"));

        await RunAsync(TagBucket.Tool, new { bucket = "web", removeKeys = new[] { "old" } });

        await Client.Received().DeleteBucketTaggingAsync(Arg.Any<DeleteBucketTaggingRequest>(), Arg.Any<CancellationToken>());
    }
}
