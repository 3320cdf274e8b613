namespace Infra.Plugins.AutoScaling;

public sealed class DetachTargetGroupsTests : AsgTest
{
    [Fact]
    public async Task Only_what_is_attached_is_told_and_taken_back()
    {
        var input = new { group = "web", targetGroupArns = new[] { "arn:tg", "arn:other" } };

        var plan = await PlanAsync(DetachTargetGroups.Tool, input);
        await RunAsync(DetachTargetGroups.Tool, input);

        Assert.Equal(["web: target group: arn:tg -> none; the 2 instance(s) of the group get no requests from it",
            "arn:other of web: stays; it is not attached"], Lines(plan).Take(2));
        Assert.Equal("""{"group":"web","targetGroupArns":["arn:tg"]}""", plan.Undo!.Arguments.GetRawText());
        await Client.ReceivedWithAnyArgs(1).DetachLoadBalancerTargetGroupsAsync(default!, default);
    }
}
