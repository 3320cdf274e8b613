using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class SetStandbyTests : AsgTest
{
    [Fact]
    public async Task An_instance_goes_on_standby_in_place_of_capacity_and_back()
    {
        Client.EnterStandbyAsync(default!, default)
            .ReturnsForAnyArgs(new EnterStandbyResponse { Activities = [new() { Description = "Moving EC2 instance to Standby: i-1" }] });
        var input = new { group = "web", instanceIds = new[] { "i-1" } };

        var plan = await PlanAsync(SetStandby.Tool, input);
        await RunAsync(SetStandby.Tool, input);

        Assert.Contains("web: desired capacity: 2 -> 1; no replacements are launched", Lines(plan));
        Assert.Equal("""{"group":"web","instanceIds":["i-1"],"standby":false}""", plan.Undo!.Arguments.GetRawText());
        await Client.Received().EnterStandbyAsync(
            Arg.Is<EnterStandbyRequest>(r => r.ShouldDecrementDesiredCapacity == true && r.InstanceIds.Single() == "i-1"), default);
    }

    [Fact]
    public async Task What_AWS_will_refuse_is_an_obstacle()
    {
        var web = Web;
        (web.MinSize, web.MaxSize) = (2, 2);
        There(web);

        Assert.Equal(["i-9 is no instance of web; asg_get_group lists them.",
            "1 is below min 2; asg_update_group lowers min, or let replacements be launched."],
            (await PlanAsync(SetStandby.Tool, new { group = "web", instanceIds = new[] { "i-1", "i-9" } })).Obstacles);
        Assert.Equal(["i-1 is InService, not Standby.", "3 is above max 2; asg_update_group raises max."],
            (await PlanAsync(SetStandby.Tool, new { group = "web", instanceIds = new[] { "i-1" }, standby = false })).Obstacles);
    }
}
