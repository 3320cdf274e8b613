namespace Infra.Plugins.Elb;

public sealed class DeleteTargetGroupTests : ElbTest
{
    [Fact]
    public async Task A_group_in_use_is_an_obstacle_and_its_targets_stay() => Assert.Equal(
    [
        "target group api: deleted",
        "i-1:80 (healthy): stays; no longer registered here",
        "i-2:80 (unhealthy, Target.ResponseCodeMismatch): stays; no longer registered here",
        "AWS will refuse this: A listener or rule of web forwards to api; elb_get_load_balancer shows which.",
        "Not known: Whether an Auto Scaling group or a container service registers its instances with it; they can launch nothing "
            + "behind it then.",
        "This cannot be taken back: A new target group gets another ARN, and its targets must be registered again.",
    ], Lines(await PlanAsync(DeleteTargetGroup.Tool, new { targetGroup = "api" })));
}
