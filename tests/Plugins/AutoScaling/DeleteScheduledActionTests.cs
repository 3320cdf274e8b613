using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class DeleteScheduledActionTests : AsgTest
{
    [Fact]
    public async Task It_is_told_in_full_before_it_goes_and_how_to_put_it_back() => Assert.Equal(
    [
        "scheduled action night: deleted; min 0, desired 0 at 0 20 * * * (Europe/Berlin)",
        "Auto Scaling group web: stays; min 1, desired 2, max 4",
        """To take it back: asg_put_scheduled_action {"group":"web","action":"night","recurrence":"0 20 * * *","""
            + """ "timeZone":"Europe/Berlin","min":0,"desired":0}""".TrimStart(),
    ], Lines(await PlanAsync(DeleteScheduledAction.Tool, new { group = "web", action = "night" })));

    [Fact]
    public async Task An_action_that_is_not_there_is_not_found()
    {
        Client.DescribeScheduledActionsAsync(default(DescribeScheduledActionsRequest)!, default)
            .ReturnsForAnyArgs(new DescribeScheduledActionsResponse { ScheduledUpdateGroupActions = null });

        Assert.Equal(ToolErrorCode.NotFound,
            (await Assert.ThrowsAsync<ToolException>(() =>
                PlanAsync(DeleteScheduledAction.Tool, new { group = "web", action = "no" }))).Code);
    }
}
