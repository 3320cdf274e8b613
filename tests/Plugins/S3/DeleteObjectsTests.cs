using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class DeleteObjectsTests : S3ToolTest
{
    [Theory]
    [InlineData(false, null, "LOST: s3://web/a (9 bytes, modified 2026-01-31T12:00:00Z)")]
    [InlineData(true, null, "s3://web/a (9 bytes, modified 2026-01-31T12:00:00Z): deleted; hidden by a delete marker; its versions stay")]
    [InlineData(true, "v1", "LOST: s3://web/a (9 bytes, modified 2026-01-31T12:00:00Z), version v1")]
    public async Task The_plan_says_whether_it_can_be_undone(bool versioned, string? versionId, string fate)
    {
        HasObject(9);
        HasTags(("team", "web"));
        if (versioned) IsVersioned();
        object arguments = versionId is null ? new { bucket = "web", keys = new[] { "a" } }
            : new { bucket = "web", keys = new[] { "a" }, versionId };

        var plan = await PlanAsync(DeleteObjects.Tool, arguments);

        Assert.Equal(fate, Assert.Single(Lines(plan)));
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task MFA_delete_stands_in_the_way_of_a_version_and_not_of_hiding_an_object()
    {
        HasObject(9, "v1");
        Client.GetBucketVersioningAsync(default(GetBucketVersioningRequest)!, default).ReturnsForAnyArgs(
            new GetBucketVersioningResponse { VersioningConfig = new() { Status = VersionStatus.Enabled, EnableMfaDelete = true } });

        Assert.Empty((await PlanAsync(DeleteObjects.Tool, new { bucket = "web", keys = new[] { "a" } })).Obstacles);
        Assert.StartsWith("MFA delete is on", Assert.Single((await PlanAsync(DeleteObjects.Tool,
            new { bucket = "web", keys = new[] { "a" }, versionId = "v1" })).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_a_delete_marker_brings_the_object_back()
    {
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectMetadataResponse>(Error("MethodNotAllowed", HttpStatusCode.MethodNotAllowed)));

        Assert.Contains("can be seen again",
            (await PlanAsync(DeleteObjects.Tool, new { bucket = "web", keys = new[] { "a" }, versionId = "m" })).Changes[0].Note,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_fails_when_a_key_does_not_exist() =>
        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteObjects.Tool, new { bucket = "web", keys = new[] { "a" } })))
                .Code);

    [Fact]
    public async Task An_object_of_which_S3_says_nothing_is_not_told_as_deleted()
    {
        Client.DeleteObjectsAsync(default!, default).ReturnsForAnyArgs(new DeleteObjectsResponse());
        var error = await Assert.ThrowsAsync<ToolException>(() =>
            RunAsync(DeleteObjects.Tool, new { bucket = "web", keys = new[] { "a" } }));
        Assert.Contains("may have been deleted", error.Hint, StringComparison.Ordinal);

        Client.DeleteObjectsAsync(default!, default)
            .ReturnsForAnyArgs(new DeleteObjectsResponse { DeletedObjects = [new() { Key = "a" }] });
        var result = await RunAsync(DeleteObjects.Tool, new { bucket = "web", keys = new[] { "a", "b" } });
        Assert.Equal("b", result.GetProperty("failed")[0].GetProperty("key").GetString());
    }

    [Fact]
    public async Task What_could_not_be_deleted_is_told_beside_what_was()
    {
        // AWS answers success; the SDK throws.
        Client.DeleteObjectsAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DeleteObjectsResponse>(new DeleteObjectsException(new()
            {
                DeletedObjects = [new() { Key = "a", DeleteMarker = true, DeleteMarkerVersionId = "m" }],
                DeleteErrors = [new() { Key = "b", Code = "AccessDenied", Message = "locked" }],
            })));

        var result = await RunAsync(DeleteObjects.Tool, new { bucket = "web", keys = new[] { "a", "b" } });

        Assert.Equal("m", result.GetProperty("deleted")[0].GetProperty("deleteMarker").GetString());
        Assert.Equal("AccessDenied: locked", result.GetProperty("failed")[0].GetProperty("reason").GetString());
    }
}
