using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class TagObjectTests : S3ToolTest
{
    [Fact]
    public async Task What_is_not_named_stays_and_comes_back_by_the_undo()
    {
        Client.GetObjectTaggingAsync(default!, default).ReturnsForAnyArgs(new GetObjectTaggingResponse
        {
            Tagging = [new() { Key = "a", Value = "1" }, new() { Key = "b", Value = "2" }],
        });
        PutObjectTaggingRequest? sent = null;
        Client.PutObjectTaggingAsync(Arg.Do<PutObjectTaggingRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutObjectTaggingResponse());
        var arguments = new { bucket = "web", key = "k", tags = new { b = "3" }, removeKeys = new[] { "a" } };

        var plan = await PlanAsync(TagObject.Tool, arguments);
        await RunAsync(TagObject.Tool, arguments);

        Assert.Equal([("b", "3")], sent!.Tagging.TagSet.Select(t => (t.Key, t.Value)));
        Assert.Equal("""{"bucket":"web","key":"k","tags":{"a":"1","b":"2"},"removeKeys":[]}""", plan.Undo!.Arguments.GetRawText());
    }

    [Fact]
    public async Task The_way_back_is_of_the_same_version()
    {
        Client.GetObjectTaggingAsync(default!, default).ReturnsForAnyArgs(new GetObjectTaggingResponse { Tagging = [] });

        var plan = await PlanAsync(TagObject.Tool, new { bucket = "web", key = "k", versionId = "v1", tags = new { a = "1" } });

        Assert.Equal("v1", plan.Undo!.Arguments.GetProperty("versionId").GetString());
    }

    [Fact]
    public async Task More_than_ten_tags_are_an_obstacle()
    {
        var plan = await PlanAsync(TagObject.Tool,
            new { bucket = "web", key = "k", tags = Enumerable.Range(0, 11).ToDictionary(i => $"k{i}", _ => "v") });

        Assert.Equal(
            "s3://web/k would have 11 tags, and AWS takes 10; remove others first, in a call of its own.", Assert.Single(plan.Obstacles));
    }
}
