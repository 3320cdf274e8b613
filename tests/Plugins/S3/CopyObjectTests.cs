using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class CopyObjectTests : S3ToolTest
{
    private readonly object arguments = new { sourceBucket = "from", sourceKey = "a", sourceVersionId = "v1", bucket = "to", key = "b" };

    [Fact]
    public async Task An_old_version_is_copied_and_nothing_replaced()
    {
        CopyObjectRequest? sent = null;
        Client.CopyObjectAsync(Arg.Do<CopyObjectRequest>(r => sent = r), default).ReturnsForAnyArgs(new CopyObjectResponse { ETag = "\"e\"", VersionId = "v9" });

        var result = await RunAsync(CopyObject.Tool, arguments);

        Assert.Equal(("from", "a", "v1", "to", "b", "*"), (sent!.SourceBucket, sent.SourceKey, sent.SourceVersionId, sent.DestinationBucket, sent.DestinationKey, sent.IfNoneMatch));
        Assert.Equal("v9", result.GetProperty("versionId").GetString());
    }

    [Fact]
    public async Task The_plan_fails_when_the_source_is_missing() =>
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CopyObject.Tool, arguments))).Code);

    [Fact]
    public async Task The_plan_fails_when_the_key_is_taken()
    {
        HasObject(3);

        Assert.Equal(ToolErrorCode.Conflict, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(CopyObject.Tool, arguments))).Code);
    }
}
