namespace Infra.Plugins.Elb;

public sealed class DeleteListenerTests : ElbTest
{
    [Fact]
    public async Task Its_rules_and_target_groups_are_named()
    {
        var plan = await PlanAsync(DeleteListener.Tool, new { listenerArn = ListenerArn });

        Assert.Equal(
        [
            "listener HTTPS:443 of web: deleted; its port stops answering",
            "rule 10: path-pattern /api/* -> forward to api: deleted",
            "rule default -> answer 404: deleted",
            "target group api: stays; it gets no more requests from here",
            "This cannot be taken back: A listener and its rules must be created again, under other ARNs.",
        ], Lines(plan));
        Assert.Equal([ListenerArn, RuleArn], plan.Resources.Select(r => r.Id));
    }
}
