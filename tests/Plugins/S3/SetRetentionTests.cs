using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetRetentionTests : S3ToolTest
{
    private static readonly DateTime Later = new(2040, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task The_version_that_was_looked_at_is_locked()
    {
        HasObject(5, "v1");
        PutObjectRetentionRequest? sent = null;
        Client.PutObjectRetentionAsync(Arg.Do<PutObjectRetentionRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutObjectRetentionResponse());

        await RunAsync(SetRetention.Tool, new { bucket = "web", key = "k", retainUntil = Later, mode = "COMPLIANCE" });

        Assert.Equal(("v1", ObjectLockRetentionMode.Compliance, Later),
            (sent!.VersionId, sent.Retention.Mode, sent.Retention.RetainUntilDate));
        Assert.Null(sent.BypassGovernanceRetention);
    }

    [Theory]
    [InlineData("GOVERNANCE", "GOVERNANCE", false, "only with bypass")]
    [InlineData("COMPLIANCE", "GOVERNANCE", true, "only be made longer")]
    public async Task A_retention_is_not_shortened_by_the_way(string now, string mode, bool bypass, string why)
    {
        Locked(now);

        var plan = await PlanAsync(SetRetention.Tool, new { bucket = "web", key = "k", retainUntil = Later, mode, bypass });

        Assert.Contains(why, Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_bypass_the_plan_names_the_protection_that_is_lost()
    {
        Locked("GOVERNANCE");

        var plan = await PlanAsync(SetRetention.Tool, new { bucket = "web", key = "k", retainUntil = Later, bypass = true });

        Assert.Empty(plan.Obstacles);
        Assert.Contains(plan.Changes, c => c.Kind == ChangeKind.Lose);
    }

    [Fact]
    public async Task A_bucket_without_Object_Lock_is_an_obstacle()
    {
        HasObject(5, "v1");

        var plan = await PlanAsync(SetRetention.Tool, new { bucket = "web", key = "k", legalHold = true });

        Assert.Equal("web has no Object Lock, which must be turned on first.", Assert.Single(plan.Obstacles));
    }

    private void Locked(string mode)
    {
        Client.GetObjectLockConfigurationAsync(default!, default).ReturnsForAnyArgs(new GetObjectLockConfigurationResponse
        {
            ObjectLockConfiguration = new() { ObjectLockEnabled = ObjectLockEnabled.Enabled },
        });
        Client.GetObjectMetadataAsync(default(GetObjectMetadataRequest)!, default).ReturnsForAnyArgs(new GetObjectMetadataResponse
        {
            ETag = "\"e\"",
            VersionId = "v1",
            ObjectLockMode = mode,
            ObjectLockRetainUntilDate = Later.AddYears(1),
        });
    }
}
