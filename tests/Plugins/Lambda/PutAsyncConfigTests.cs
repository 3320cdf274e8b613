using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class PutAsyncConfigTests : LambdaToolTest
{
    [Fact]
    public async Task Without_settings_the_present_ones_are_AWSs_and_the_way_back_sets_those()
    {
        PutFunctionEventInvokeConfigRequest? sent = null;
        Client.PutFunctionEventInvokeConfigAsync(Arg.Do<PutFunctionEventInvokeConfigRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new PutFunctionEventInvokeConfigResponse { FunctionArn = Arn, MaximumRetryAttempts = 0 });
        var arguments = new { functionName = "orders", maxRetries = 0, onFailure = "arn:aws:sqs:eu-west-1:123456789012:failed" };

        var plan = await PlanAsync(PutAsyncConfig.Tool, arguments);
        await RunAsync(PutAsyncConfig.Tool, arguments);

        Assert.Equal("""{"functionName":"orders","maxRetries":2,"maxAgeSeconds":21600}""", plan.Undo!.Arguments.GetRawText());
        Assert.Equal((0, "arn:aws:sqs:eu-west-1:123456789012:failed", null),
            (sent!.MaximumRetryAttempts!.Value, sent.DestinationConfig.OnFailure.Destination, sent.DestinationConfig.OnSuccess));
    }

    // PutFunctionEventInvokeConfig: "S3 buckets are supported only for on-failure destinations".
    [Fact]
    public async Task A_bucket_is_for_failures_only()
    {
        Assert.Single((await PlanAsync(PutAsyncConfig.Tool, new { functionName = "orders", onSuccess = "arn:aws:s3:::done" })).Obstacles);
        Assert.Empty((await PlanAsync(PutAsyncConfig.Tool, new { functionName = "orders", onFailure = "arn:aws:s3:::failed" })).Obstacles);
    }

    // Lambda guide: a standard queue, a standard topic.
    [Fact]
    public async Task A_FIFO_queue_gets_nothing()
    {
        const string to = "arn:aws:sqs:eu-west-1:123456789012:failed";

        Assert.Empty((await PlanAsync(PutAsyncConfig.Tool, new { functionName = "orders", onFailure = to })).Warnings);
        var plan = await PlanAsync(PutAsyncConfig.Tool, new { functionName = "orders", onFailure = $"{to}.fifo" });
        Assert.Contains("FIFO", Assert.Single(plan.Warnings), StringComparison.Ordinal);
    }
}
