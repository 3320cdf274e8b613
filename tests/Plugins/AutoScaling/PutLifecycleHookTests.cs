using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class PutLifecycleHookTests : AsgTest
{
    internal static readonly LifecycleHook Logs = new()
    {
        AutoScalingGroupName = "web",
        LifecycleHookName = "logs",
        LifecycleTransition = "autoscaling:EC2_INSTANCE_TERMINATING",
        HeartbeatTimeout = 300,
        DefaultResult = "CONTINUE",
    };

    [Fact]
    public async Task A_new_hook_can_be_deleted_and_a_replaced_one_put_back()
    {
        Client.DescribeLifecycleHooksAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLifecycleHooksResponse(), new DescribeLifecycleHooksResponse { LifecycleHooks = [Logs] });
        var input = new { group = "web", hook = "logs", transition = "launching", timeout = 60 };

        var fresh = await PlanAsync(PutLifecycleHook.Tool, input);
        var replaced = await PlanAsync(PutLifecycleHook.Tool, input);
        await RunAsync(PutLifecycleHook.Tool, input);

        Assert.Equal("asg_delete_lifecycle_hook", fresh.Undo!.Tool);
        Assert.Equal("lifecycle hook logs: rule: terminating: up to 300 s, then CONTINUE -> launching: up to 60 s, then ABANDON",
            Lines(replaced)[0]);
        Assert.Equal("""{"group":"web","hook":"logs","transition":"terminating","timeout":300,"defaultResult":"CONTINUE"}""",
            replaced.Undo!.Arguments.GetRawText());
        await Client.Received().PutLifecycleHookAsync(
            Arg.Is<PutLifecycleHookRequest>(r => r.LifecycleTransition == "autoscaling:EC2_INSTANCE_LAUNCHING" && r.HeartbeatTimeout == 60),
            default);
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(PutLifecycleHook.Tool, new { group = "web", hook = "logs", transition = "launching", notificationArn = "arn" }));
    }

    // AWS keeps the target of an existing hook where none is sent; an empty one takes it away.
    [Theory]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:old", "")]
    [InlineData(null, null)]
    public async Task A_target_that_is_left_out_goes_and_metadata_stay(string? old, string? sent)
    {
        Client.DescribeLifecycleHooksAsync(default!, default).ReturnsForAnyArgs(new DescribeLifecycleHooksResponse
        {
            LifecycleHooks = [new() { AutoScalingGroupName = "web", LifecycleHookName = "logs", LifecycleTransition =
                "autoscaling:EC2_INSTANCE_TERMINATING", NotificationTargetARN = old, NotificationMetadata = "x" }],
        });
        var input = new { group = "web", hook = "logs", transition = "terminating", timeout = 60 };

        Assert.Contains("the notification metadata of logs: stays", Lines(await PlanAsync(PutLifecycleHook.Tool, input)));
        await RunAsync(PutLifecycleHook.Tool, input);

        await Client.Received().PutLifecycleHookAsync(
            Arg.Is<PutLifecycleHookRequest>(r => r.NotificationTargetARN == sent), Arg.Any<CancellationToken>());
    }
}
