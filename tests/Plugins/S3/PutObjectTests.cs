using System.Net;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class PutObjectTests : S3ToolTest
{
    private readonly List<(PutObjectRequest Request, byte[] Body)> sent = [];

    public PutObjectTests() => Client.PutObjectAsync(
        Arg.Do<PutObjectRequest>(r => { if (r is not null) sent.Add((r, ((MemoryStream)r.InputStream).ToArray())); }), default)
            .ReturnsForAnyArgs(new PutObjectResponse { ETag = "\"e\"" });

    [Fact]
    public async Task S3_itself_refuses_to_replace_unless_asked_to()
    {
        await RunAsync(PutObject.Tool,
            new { bucket = "web", key = "a.json", content = "{}", tags = new { t = "1" }, metadata = new { m = "2" } });
        await RunAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "AAE=", base64 = true, overwrite = true });

        Assert.Equal(["*", null], sent.Select(s => s.Request.IfNoneMatch));
        Assert.Equal(["application/json", "application/octet-stream"], sent.Select(s => s.Request.ContentType));
        Assert.Equal(("t", "2"), (sent[0].Request.TagSet.Single().Key, sent[0].Request.Metadata["m"]));
        Assert.Equal([0, 1], sent[1].Body);
    }

    [Fact]
    public async Task A_taken_key_is_a_conflict()
    {
        Client.PutObjectAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<PutObjectResponse>(Error("PreconditionFailed", HttpStatusCode.PreconditionFailed)));

        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "" }));

        Assert.Equal((ToolErrorCode.Conflict, "s3://web/a exists already."), (error.Code, error.Message));
    }

    [Fact]
    public async Task Content_that_is_not_versioned_is_never_replaced()
    {
        HasObject(9);

        var plan = await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}", overwrite = true });

        Assert.StartsWith("s3://web/a is not versioned: its content would be lost.", Assert.Single(plan.Obstacles),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_says_that_the_present_content_stays()
    {
        HasObject(9);
        IsVersioned();

        var plan = await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}", overwrite = true });

        Assert.Equal(
            "s3://web/a (9 bytes, modified 2026-01-31T12:00:00Z): content: the present content -> 2 bytes; "
                + "the present content stays as an older version",
            Assert.Single(Lines(plan)));
    }

    [Fact]
    public async Task A_taken_key_is_an_obstacle_unless_it_is_to_be_replaced()
    {
        HasObject(9);

        Assert.Contains("overwrite: true",
            Assert.Single((await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}" })).Obstacles),
            StringComparison.Ordinal);
    }

    // SAF-M3: teams tag buckets, so the bucket is what a new object touches.
    [Fact]
    public async Task A_new_object_touches_its_bucket()
    {
        HasTags(("team", "web"));

        var plan = await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}" });

        Assert.Equal(("web", "web"), (Assert.Single(plan.Resources).Id, plan.Resources[0].Tags!["team"]));
    }

    // PUB-15
    [Theory]
    [InlineData("author", "Zoë Müller", "metadata 'author' holds characters that HTTP headers cannot carry.")]
    [InlineData("straße", "x", "The metadata key 'straße' is not one that an HTTP header can have.")]
    public async Task Metadata_must_fit_into_headers(string key, string value, string message)
    {
        var arguments = new { bucket = "web", key = "m", content = "hello", metadata = new Dictionary<string, string> { [key] = value } };

        var planned = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutObject.Tool, arguments));
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutObject.Tool, arguments));

        Assert.Equal((ToolErrorCode.InvalidInput, message), (planned.Code, planned.Message));
        Assert.Empty(sent);
    }

    // SDK-S5
    [Fact]
    public async Task An_answer_without_an_ETag_is_no_success()
    {
        Client.PutObjectAsync(default!, default).ReturnsForAnyArgs(new PutObjectResponse());

        Assert.Equal(ToolErrorCode.Unavailable,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "" })))
                .Code);
    }

    [Fact]
    public async Task A_bucket_that_may_not_be_looked_at_is_planned_with_what_is_not_known()
    {
        Client.GetBucketVersioningAsync(default(GetBucketVersioningRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetBucketVersioningResponse>(Error("AccessDenied", HttpStatusCode.Forbidden)));

        Assert.Contains("versioning",
            Assert.Single((await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "" })).Unknown),
            StringComparison.Ordinal);
    }
}
