using Amazon.S3;
using Amazon.S3.Model;

namespace Infra.Plugins.S3;

public sealed class SetNotificationsTests : S3ToolTest
{
    private const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:thumbs";
    private const string Queue = "arn:aws:sqs:eu-west-1:123456789012:jobs";

    public SetNotificationsTests() =>
        Client.GetBucketNotificationAsync(default(GetBucketNotificationRequest)!, default)
            .ReturnsForAnyArgs(new GetBucketNotificationResponse
            {
                QueueConfigurations = [new() { Id = "jobs", Queue = Queue, Events = [EventType.ObjectCreatedAll] }],
                EventBridgeConfiguration = new(),
            });

    [Fact]
    public async Task What_is_not_named_is_sent_again()
    {
        PutBucketNotificationRequest? sent = null;
        Client.PutBucketNotificationAsync(Arg.Do<PutBucketNotificationRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutBucketNotificationResponse());

        var result = await RunAsync(SetNotifications.Tool, new
        {
            bucket = "web",
            notifications = new[] { new { id = "thumbs", targetArn = Function, events = new[] { "s3:ObjectCreated:*" }, prefix = "in/",
                suffix = ".jpg" } },
        });

        Assert.Equal("jobs", Assert.Single(sent!.QueueConfigurations).Id);
        Assert.Equal([("prefix", "in/"), ("suffix", ".jpg")],
            Assert.Single(sent.LambdaFunctionConfigurations).Filter.S3KeyFilter.FilterRules.Select(r => (r.Name, r.Value)));
        Assert.NotNull(sent.EventBridgeConfiguration);
        Assert.Equal([$"{Queue} for s3:ObjectCreated:* (jobs)", $"{Function} for s3:ObjectCreated:* under in/ ending in .jpg (thumbs)"],
            result.GetProperty("notifications").EnumerateArray().Select(n => n.GetString()));
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:new.fifo", "FIFO")]
    [InlineData("arn:aws:sns:us-east-1:123456789012:new", "sends only within the region")]
    public async Task A_target_that_S3_does_not_send_to_is_an_obstacle(string target, string why)
    {
        var plan = await PlanAsync(SetNotifications.Tool, new
        {
            bucket = "web",
            notifications = new[] { new { id = "new", targetArn = target, events = new[] { "s3:ObjectRemoved:*" } } },
        });

        Assert.Contains(why, Assert.Single(plan.Obstacles), StringComparison.Ordinal);
    }

    // The queue has s3:ObjectCreated:* of all keys already.
    [Theory]
    [InlineData("s3:ObjectCreated:Put", ".jpg", true)]
    [InlineData("s3:ObjectRemoved:*", ".jpg", false)]
    public async Task Two_targets_of_one_event_are_an_obstacle(string type, string suffix, bool overlaps)
    {
        var plan = await PlanAsync(SetNotifications.Tool, new
        {
            bucket = "web",
            notifications = new[]
            {
                new { id = "new", targetArn = "arn:aws:sqs:eu-central-1:123456789012:new", events = new[] { type }, suffix },
            },
        });

        Assert.Equal(overlaps, plan.Obstacles.Any(o => o.Contains("overlap", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_plan_tells_what_goes_and_what_stays()
    {
        var plan = await PlanAsync(SetNotifications.Tool, new { bucket = "web", removeIds = new[] { "jobs" }, eventBridge = false });

        Assert.Contains(plan.Changes, c => c.Kind == ChangeKind.Delete && c.Resource.EndsWith("(jobs)", StringComparison.Ordinal));
        Assert.Contains(plan.Changes, c => c is { Property: "events to EventBridge", From: "on", To: "off" });
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(SetNotifications.Tool, new { bucket = "web", removeIds = new[] { "none" } }))).Code);
    }
}
