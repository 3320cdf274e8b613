using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetLoggingTests : S3ToolTest
{
    [Fact]
    public async Task A_bucket_of_another_region_is_an_obstacle_and_a_policy_without_the_service_a_warning()
    {
        Client.GetBucketLocationAsync(Arg.Is<GetBucketLocationRequest>(r => r.BucketName == "logs"), Arg.Any<CancellationToken>())
            .Returns(new GetBucketLocationResponse { Location = "us-west-2" });

        var plan = await PlanAsync(SetLogging.Tool, new { bucket = "web", targetBucket = "logs", targetPrefix = "web/" });

        Assert.Equal("logs is in us-west-2 and web in eu-central-1: logs stay in the region.", Assert.Single(plan.Obstacles));
        Assert.Contains("does not name logging.s3.amazonaws.com", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal("s3://logs/web/", plan.Changes[0].To);
    }

    // PutBucketLogging replaces the whole.
    [Theory]
    [InlineData("logs", true)]
    [InlineData("other", false)]
    public async Task The_key_format_stays_and_grants_stay_with_their_bucket(string target, bool keepsGrants)
    {
        Client.GetBucketLoggingAsync(default(GetBucketLoggingRequest)!, default).ReturnsForAnyArgs(new GetBucketLoggingResponse
        {
            BucketLoggingConfig = new()
            {
                TargetBucketName = "logs",
                TargetObjectKeyFormat = new() { PartitionedPrefix = new() },
                Grants = [new() { Permission = "READ" }],
            },
        });
        PutBucketLoggingRequest? sent = null;
        Client.PutBucketLoggingAsync(Arg.Do<PutBucketLoggingRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketLoggingResponse());

        var plan = await PlanAsync(SetLogging.Tool, new { bucket = "web", targetBucket = target });
        await RunAsync(SetLogging.Tool, new { bucket = "web", targetBucket = target });

        Assert.NotNull(sent!.LoggingConfig.TargetObjectKeyFormat.PartitionedPrefix);
        Assert.Equal(keepsGrants, sent.LoggingConfig.Grants is { Count: 1 });
        Assert.Equal(keepsGrants, plan.Undo is not null);
        Assert.Equal(!keepsGrants, plan.Changes.Any(c => c.Kind is ChangeKind.Lose));
    }

    [Fact]
    public async Task Off_sends_no_target()
    {
        PutBucketLoggingRequest? sent = null;
        Client.PutBucketLoggingAsync(Arg.Do<PutBucketLoggingRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketLoggingResponse());

        await RunAsync(SetLogging.Tool, new { bucket = "web", off = true });

        Assert.Null(sent!.LoggingConfig.TargetBucketName);
        await Assert.ThrowsAsync<ToolException>(() => RunAsync(SetLogging.Tool, new { bucket = "web" }));
    }
}
