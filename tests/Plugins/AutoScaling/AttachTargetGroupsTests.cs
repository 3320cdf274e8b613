namespace Infra.Plugins.AutoScaling;

public sealed class AttachTargetGroupsTests : AsgTest
{
    [Fact]
    public async Task The_plan_tells_what_is_attached_already_and_that_unhealthy_instances_are_replaced()
    {
        var group = Web;
        group.HealthCheckType = "EC2,ELB";
        There(group);

        var plan = await PlanAsync(AttachTargetGroups.Tool, new { group = "web", targetGroupArns = new[] { "arn:tg", "arn:new" } });

        Assert.Equal(
        [
            "arn:tg of web: stays; it is attached already",
            "arn:new of web: created; the 2 instance(s) of the group are registered with it",
            "WARNING: web replaces instances that its load balancers find unhealthy (health check EC2,ELB).",
            """To take it back: asg_detach_target_groups {"group":"web","targetGroupArns":["arn:new"]}""",
        ], Lines(plan));
        Assert.Equal([Arn, "arn:tg", "arn:new"], plan.Resources.Select(r => r.Id));
    }
}
