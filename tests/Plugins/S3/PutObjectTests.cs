using System.Net;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class PutObjectTests : S3ToolTest
{
    private readonly List<(PutObjectRequest Request, byte[] Body)> sent = [];

    public PutObjectTests() => Client.PutObjectAsync(
        Arg.Do<PutObjectRequest>(r => { if (r is not null) sent.Add((r, ((MemoryStream)r.InputStream).ToArray())); }), default).ReturnsForAnyArgs(new PutObjectResponse { ETag = "\"e\"" });

    [Fact]
    public async Task S3_itself_refuses_to_replace_unless_asked_to()
    {
        await RunAsync(PutObject.Tool, new { bucket = "web", key = "a.json", content = "{}", tags = new { t = "1" }, metadata = new { m = "2" } });
        await RunAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "AAE=", base64 = true, overwrite = true });

        Assert.Equal(["*", null], sent.Select(s => s.Request.IfNoneMatch));
        Assert.Equal(["application/json", "application/octet-stream"], sent.Select(s => s.Request.ContentType));
        Assert.Equal(("t", "2"), (sent[0].Request.TagSet.Single().Key, sent[0].Request.Metadata["m"]));
        Assert.Equal([0, 1], sent[1].Body);
    }

    [Fact]
    public async Task A_taken_key_is_a_conflict()
    {
        Client.PutObjectAsync(default!, default).ReturnsForAnyArgs(Task.FromException<PutObjectResponse>(Error("PreconditionFailed", HttpStatusCode.PreconditionFailed)));

        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "" }));

        Assert.Equal((ToolErrorCode.Conflict, "s3://web/a exists already."), (error.Code, error.Message));
    }

    [Fact]
    public async Task Content_that_is_not_versioned_is_never_replaced()
    {
        HasObject(9);

        var error = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}", overwrite = true }));

        Assert.Equal((ToolErrorCode.Conflict, "s3://web/a (9 bytes, modified 2026-01-31T12:00:00Z) is not versioned: its content would be lost."), (error.Code, error.Message));
    }

    [Fact]
    public async Task The_plan_says_that_the_present_content_stays()
    {
        HasObject(9);
        IsVersioned();

        var plan = await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}", overwrite = true });

        Assert.Equal("s3://web/a (9 bytes, modified 2026-01-31T12:00:00Z) -> 2 bytes; the present content stays as an older version", Assert.Single(plan.Effects));
        Assert.Equal("s3://web/a", Assert.Single(plan.Resources).Id);
    }

    [Fact]
    public async Task A_new_object_touches_nothing_that_exists() =>
        Assert.Empty((await PlanAsync(PutObject.Tool, new { bucket = "web", key = "a", content = "{}" })).Resources);
}
