using Infra.Core;
using ModelContextProtocol;

namespace Infra.Host.Mcp;

/// <summary>Progress on its way to a client.</summary>
public sealed class ProgressReportsTests
{
    private readonly List<ProgressNotificationValue> sent = [];
    private readonly TickingClock clock = new();

    private ProgressReports Reports() => new("ec2_list_instances", progress =>
    {
        sent.Add(progress);
        return Task.CompletedTask;
    }, clock);

    [Fact]
    public async Task A_call_that_answers_within_a_second_is_not_reported()
    {
        var reports = Reports();
        clock.Advance(TimeSpan.FromSeconds(0.9));
        await reports.DisposeAsync();
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(sent);
    }

    [Fact]
    public async Task A_silent_call_is_said_to_be_at_work_and_each_report_is_higher()
    {
        var reports = Reports();
        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Advance(TimeSpan.FromSeconds(5));
        await reports.DisposeAsync();

        Assert.Equal(["ec2_list_instances (1 s)", "ec2_list_instances (6 s)"], sent.Select(s => s.Message!));
        Assert.True(sent[0].Progress > 0 && sent[1].Progress > sent[0].Progress);
    }

    [Fact]
    public async Task What_a_tool_says_is_repeated_and_its_own_steps_stay_higher()
    {
        var reports = Reports();
        reports.Add(new("1 of 3 regions", 1, 3));
        clock.Advance(TimeSpan.FromSeconds(1));
        reports.Add(new("2 of 3 regions", 2, 3));
        reports.Add(new("late", 1, 3));
        await reports.DisposeAsync();

        Assert.Equal(["1 of 3 regions", "1 of 3 regions (1 s)", "2 of 3 regions"], sent.Select(s => s.Message!));
        Assert.Equal(3, sent[1].Total);
        Assert.Equal(sent.Select(s => s.Progress).Order(), sent.Select(s => s.Progress));
    }
}
