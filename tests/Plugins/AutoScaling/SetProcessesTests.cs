using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class SetProcessesTests : AsgTest
{
    [Fact]
    public async Task Only_what_is_different_is_suspended_and_resumed()
    {
        var web = Web;
        web.SuspendedProcesses = [new() { ProcessName = "Launch" }, new() { ProcessName = "AZRebalance" }];
        There(web);
        var input = new { group = "web", suspend = new[] { "Launch", "ReplaceUnhealthy" }, resume = new[] { "AZRebalance", "Terminate" } };

        var plan = await PlanAsync(SetProcesses.Tool, input);
        var result = await RunAsync(SetProcesses.Tool, input);

        Assert.Equal("web: suspended processes: AZRebalance, Launch -> Launch, ReplaceUnhealthy", Lines(plan)[0]);
        Assert.Equal("While ReplaceUnhealthy is suspended, unhealthy instances stay.", plan.Warnings[0]);
        Assert.Equal("""{"group":"web","suspend":["AZRebalance"],"resume":["ReplaceUnhealthy"]}""", plan.Undo!.Arguments.GetRawText());
        Assert.Equal(["Launch", "ReplaceUnhealthy"], result.GetProperty("suspendedProcesses").EnumerateArray().Select(p => p.GetString()));
        await Client.Received(1).SuspendProcessesAsync(
            Arg.Is<SuspendProcessesRequest>(r => r.ScalingProcesses.Single() == "ReplaceUnhealthy"), default);
        await Client.Received(1).ResumeProcessesAsync(
            Arg.Is<ResumeProcessesRequest>(r => r.ScalingProcesses.Single() == "AZRebalance"), default);
    }

    [Fact]
    public async Task An_empty_list_is_never_sent_for_AWS_takes_it_for_all_processes()
    {
        await RunAsync(SetProcesses.Tool, new { group = "web", resume = new[] { "Launch" } });

        await Client.DidNotReceiveWithAnyArgs().SuspendProcessesAsync(default!, default);
        await Client.DidNotReceiveWithAnyArgs().ResumeProcessesAsync(default!, default);
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(SetProcesses.Tool, new { group = "web" }))).Code);
    }
}
