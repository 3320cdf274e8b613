using Amazon.AutoScaling;
using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class DeleteLifecycleHookTests : AsgTest
{
    [Fact]
    public async Task Instances_that_wait_are_told_and_a_missing_hook_is_not_found()
    {
        var web = Web;
        web.Instances[0].LifecycleState = LifecycleState.TerminatingWait;
        There(web);
        Client.DescribeLifecycleHooksAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeLifecycleHooksResponse { LifecycleHooks = [PutLifecycleHookTests.Logs] });

        var plan = await PlanAsync(DeleteLifecycleHook.Tool, new { group = "web", hook = "logs" });
        await RunAsync(DeleteLifecycleHook.Tool, new { group = "web", hook = "logs" });

        Assert.StartsWith("Instances that wait go on with CONTINUE: i-1", Assert.Single(plan.Warnings), StringComparison.Ordinal);
        Assert.Equal("asg_put_lifecycle_hook", plan.Undo!.Tool);
        Assert.Equal(ToolErrorCode.NotFound, (await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(DeleteLifecycleHook.Tool, new { group = "web", hook = "other" }))).Code);
    }
}
