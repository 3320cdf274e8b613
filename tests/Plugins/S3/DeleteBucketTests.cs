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

        var plan = await PlanAsync(DeleteBucket.Tool, new { bucket = "web" });

        Assert.Equal("The bucket web is not empty: it holds 1 object(s), 0 older version(s) and 0 delete marker(s), 10 bytes. "
            + "Pass empty: true to delete all of that for good as well.", Assert.Single(plan.Obstacles));
    }

    // S3 refuses only the last step.
    [Fact]
    public async Task A_bucket_with_access_points_is_not_emptied_first()
    {
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true)] });
        Control.ListAccessPointsAsync(default!, default).ReturnsForAnyArgs(new Amazon.S3Control.Model.ListAccessPointsResponse
        {
            AccessPointList = [new() { Name = "reports" }],
        });

        var plan = await PlanAsync(DeleteBucket.Tool, new { bucket = "web", empty = true });
        var refused = await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true }));

        Assert.Contains("reports", Assert.Single(plan.Obstacles), StringComparison.Ordinal);
        Assert.Equal(ToolErrorCode.Conflict, refused.Code);
        await Client.DidNotReceiveWithAnyArgs().DeleteObjectsAsync(default!, default);
    }

    [Fact]
    public async Task The_plan_counts_what_is_lost_and_stops_counting_in_a_large_bucket()
    {
        HasPolicy("""{"p":1}""");
        Holds(new ListVersionsResponse
        {
            Versions = [Version("a", latest: true), Version("a", latest: false),
                new() { Key = "b", IsDeleteMarker = true, IsLatest = true }],
            IsTruncated = true,
            NextKeyMarker = "b",
            NextVersionIdMarker = "v",
        });

        var plan = await PlanAsync(DeleteBucket.Tool, new { bucket = "web", empty = true });

        Assert.Equal(5, listed.Count);
        Assert.Equal(("b", "v"), (listed[1].KeyMarker, listed[1].VersionIdMarker));
        Assert.Equal("Delete the bucket web in eu-central-1 AND ALL THAT IS IN IT.", plan.Summary);
        Assert.Equal(["LOST: at least 5 object(s), 5 older version(s) and 5 delete marker(s), 100 bytes", """LOST: the policy {"p":1}"""],
            Lines(plan).Skip(1).Take(2));
    }

    // What took the place of something else may be as many and as large: a code must not hold for it.
    [Fact]
    public async Task The_plan_is_another_when_as_much_was_written_since()
    {
        async Task<string> StateAsync(string key, int second)
        {
            var version = Version(key, latest: true);
            version.LastModified = new DateTime(2026, 1, 31, 12, 0, second, DateTimeKind.Utc);
            Holds(new ListVersionsResponse { Versions = [version] });
            return Assert.Single((await PlanAsync(DeleteBucket.Tool, new { bucket = "web", empty = true })).Resources).State;
        }

        Assert.NotEqual(await StateAsync("a", 1), await StateAsync("b", 2));
    }

    [Fact]
    public async Task It_empties_first_when_asked_to()
    {
        Holds(
            new ListVersionsResponse { Versions = [Version("a", latest: true)], IsTruncated = true, NextKeyMarker = "a" },
            new ListVersionsResponse { Versions = [Version("b", latest: true)] }, new ListVersionsResponse());
        Client.DeleteObjectsAsync(default!, default).ReturnsForAnyArgs(new DeleteObjectsResponse { DeletedObjects = [new()] });
        var context = Context();

        var result = await RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true }, context);

        // ANS-R8: a marker behind what is gone would pass over what is left.
        Assert.All(listed, l => Assert.Null(l.KeyMarker));
        Assert.Equal(["deleted 2 version(s) and delete marker(s) of web", "deleted the bucket web"], context.Steps.Select(s => s.What));
        Assert.Equal(2, result.GetProperty("versionsDeleted").GetInt32());
        Assert.Equal([1, 2], Progress.Select(p => p.Done));
        await Client.Received(1).DeleteBucketAsync(Arg.Any<DeleteBucketRequest>(), Arg.Any<CancellationToken>());
    }

    // S3-A6a: nothing is deleted before all that stops the deletion of the bucket was looked at.
    [Fact]
    public async Task A_version_under_retention_keeps_everything_in_the_bucket()
    {
        Client.GetObjectLockConfigurationAsync(default!, default).ReturnsForAnyArgs(
            new GetObjectLockConfigurationResponse { ObjectLockConfiguration = new() { ObjectLockEnabled = ObjectLockEnabled.Enabled } });
        Client.GetObjectRetentionAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectRetentionResponse>(Error("NoSuchObjectLockConfiguration")));
        Client.GetObjectLegalHoldAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<GetObjectLegalHoldResponse>(Error("NoSuchObjectLockConfiguration")));
        Client.GetObjectRetentionAsync(Arg.Is<GetObjectRetentionRequest>(r => r.Key == "b"), Arg.Any<CancellationToken>())
            .Returns(new GetObjectRetentionResponse
            {
                Retention = new()
                {
                    Mode = ObjectLockRetentionMode.Compliance,
                    RetainUntilDate = new(2999, 1, 1, 0, 0, 0, DateTimeKind.Utc)
                },
            });
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true), Version("b", latest: true)] });

        var plan = await PlanAsync(DeleteBucket.Tool, new { bucket = "web", empty = true });
        var error = await Assert.ThrowsAsync<ToolException>(() => RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true }));

        Assert.Equal("Object Lock: s3://web/b version v is locked until 2999-01-01 00:00Z (COMPLIANCE).", Assert.Single(plan.Obstacles));
        Assert.StartsWith("Nothing was deleted: 1 version(s) are locked", error.Message, StringComparison.Ordinal);
        await Client.DidNotReceiveWithAnyArgs().DeleteObjectsAsync(default!, default);
    }

    // S3-A6b
    [Fact]
    public async Task What_fails_for_a_passing_reason_is_tried_again()
    {
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true), Version("b", latest: true)] }, new ListVersionsResponse());
        Client.DeleteObjectsAsync(default!, default).ReturnsForAnyArgs(
            _ => Task.FromException<DeleteObjectsResponse>(new DeleteObjectsException(new()
            {
                DeletedObjects = [new() { Key = "a" }],
                DeleteErrors = [new() { Key = "b", VersionId = "v", Code = "InternalError",
                    Message = "We encountered an internal error." }],
            })),
            _ => Task.FromResult(new DeleteObjectsResponse { DeletedObjects = [new() { Key = "b" }] }));

        Assert.Equal(2, (await RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true })).GetProperty("versionsDeleted")
            .GetInt32());
    }

    // S3-B10, SDK-S6: XML cannot hold such a key, a URL can.
    [Fact]
    public async Task Keys_with_control_characters_go_one_by_one_and_the_others_in_a_batch()
    {
        Holds(new ListVersionsResponse { Versions = [Version("bad\u0001name", latest: true), Version("good", latest: true)] },
            new ListVersionsResponse());
        DeleteObjectsRequest? batch = null;
        Client.DeleteObjectsAsync(Arg.Do<DeleteObjectsRequest>(r => batch = r), default)
            .ReturnsForAnyArgs(new DeleteObjectsResponse { DeletedObjects = [new() { Key = "good" }] });
        Client.DeleteObjectAsync(Arg.Is<DeleteObjectRequest>(r => r.Key == "bad\u0001name" && r.VersionId == "v"),
            Arg.Any<CancellationToken>()).Returns(new DeleteObjectResponse());

        Assert.Equal(2, (await RunAsync(DeleteBucket.Tool, new { bucket = "web", empty = true })).GetProperty("versionsDeleted")
            .GetInt32());
        Assert.Equal("good", Assert.Single(batch!.Objects).Key);
    }

    [Fact]
    public async Task MFA_delete_is_an_obstacle()
    {
        Client.GetBucketVersioningAsync(default(GetBucketVersioningRequest)!, default).ReturnsForAnyArgs(
            new GetBucketVersioningResponse { VersioningConfig = new() { Status = VersionStatus.Enabled, EnableMfaDelete = true } });
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true)] });

        Assert.StartsWith("MFA delete is on",
            Assert.Single((await PlanAsync(DeleteBucket.Tool, new { bucket = "web", empty = true })).Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_locked_object_keeps_the_bucket()
    {
        Holds(new ListVersionsResponse { Versions = [Version("a", latest: true)] });
        Client.DeleteObjectsAsync(default!, default)
            .ReturnsForAnyArgs(Task.FromException<DeleteObjectsResponse>(new DeleteObjectsException(new()
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
