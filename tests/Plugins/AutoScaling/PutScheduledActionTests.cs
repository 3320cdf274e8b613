using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class PutScheduledActionTests : AsgTest
{
    [Fact]
    public async Task An_action_is_planned_from_old_to_new_and_what_it_does_not_name_is_not_known()
    {
        var plan = await PlanAsync(PutScheduledAction.Tool,
            new { group = "web", action = "night", startTime = "2026-05-01T20:00:00Z", max = 1 });

        Assert.Equal(
        [
            "scheduled action night: rule: min 0, desired 0 at 0 20 * * * (Europe/Berlin) -> max 1 at 2026-05-01T20:00:00Z",
            "Not known: Whether AWS keeps what the call does not name (recurrence, timeZone, min, desired); asg_delete_scheduled_action "
                + "first makes sure that it does not.",
            """To take it back: asg_put_scheduled_action {"group":"web","action":"night","recurrence":"0 20 * * *","""
            + """ "timeZone":"Europe/Berlin","min":0,"desired":0}""".TrimStart(),
        ], Lines(plan));
    }

    // EC2-L3
    [Theory]
    [InlineData("2026-12-01T08:00:00+01:00", 7)]
    [InlineData("2026-12-01T08:00:00Z", 8)]
    [InlineData("2026-12-01T08:00-05:00", 13)]
    public async Task A_time_is_sent_in_UTC(string startTime, int hour)
    {
        await RunAsync(PutScheduledAction.Tool, new { group = "web", action = "once", startTime, desired = 1 });

        await Client.Received().PutScheduledUpdateGroupActionAsync(
            Arg.Is<PutScheduledUpdateGroupActionRequest>(r =>
                r.StartTime!.Value.Hour == hour && r.StartTime.Value.Kind == DateTimeKind.Utc && r.MinSize == null), default);
    }

    // EC2-L3
    [Theory]
    [InlineData("""{"startTime":"2026-12-01T08:00:00","recurrence":"0 8 * * *","timeZone":"Europe/Berlin"}""")]
    [InlineData("""{"startTime":"2026-12-01T08:00:00"}""")]
    [InlineData("""{"startTime":"2026-12-01T08:00:00Z","timeZone":"Europe/Berlin"}""")]
    [InlineData("""{"startTime":"2026-12-01"}""")]
    [InlineData("""{"startTime":"2026-12-01T08:00:00Z","endTime":"2026-12-02T08:00:00Z"}""")]
    [InlineData("""{"recurrence":"0 8 * * *","min":2,"max":1}""")]
    [InlineData("""{"timeZone":"Europe/Berlin"}""")]
    public async Task What_AWS_would_read_otherwise_is_refused_before_anything_is_sent(string settings)
    {
        var input = System.Text.Json.Nodes.JsonNode.Parse(settings)!.AsObject();
        (input["group"], input["action"]) = ("web", "a");
        if (!input.ContainsKey("min")) input["desired"] = 1;

        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => RunAsync(PutScheduledAction.Tool, input))).Code);
        await Client.DidNotReceiveWithAnyArgs().PutScheduledUpdateGroupActionAsync(default!, default);
    }

    [Fact]
    public async Task A_time_in_the_past_is_an_obstacle() => Assert.Single(
        (await PlanAsync(PutScheduledAction.Tool,
            new { group = "web", action = "night", startTime = "2026-01-01T20:00:00Z", max = 1 })).Obstacles);
}
