using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Ec2;

public sealed class RunCommandTests : CommandTest
{
    private static readonly object Arguments = new { instanceId = "i-0a1b2c3d4e5f60718", command = "df -h" };

    [Fact]
    public async Task A_command_is_sent_once_and_waited_for()
    {
        Ssm.GetCommandInvocationAsync(default!, default).ReturnsForAnyArgs(
            _ => throw new InvocationDoesNotExistException("not yet") { ErrorCode = "InvocationDoesNotExist" },
            _ => new GetCommandInvocationResponse
            {
                CommandId = "0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10",
                Status = CommandInvocationStatus.InProgress
            },
            _ => new GetCommandInvocationResponse
            {
                CommandId = "0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10",
                Status = CommandInvocationStatus.Failed,
                StatusDetails = "Failed",
                ResponseCode = 1,
                StandardOutputContent = "out",
                StandardErrorContent = "err",
            });
        var context = Context();

        var result = await RunAsync(RunCommand.Tool, Arguments, context);

        Assert.Equal(
            """{"commandId":"0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10","status":"Failed","exitCode":1,"output":"out","errors":"err"}""",
            result.GetRawText());
        await Ssm.Received(1).SendCommandAsync(Arg.Is<SendCommandRequest>(r => r.DocumentName == "AWS-RunShellScript"
            && r.Parameters["commands"].Single() == "df -h" && r.Parameters["executionTimeout"].Single() == "60"),
                Arg.Any<CancellationToken>());
        // What the journal keeps of it.
        Assert.Equal("sent the command 0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10 to i-0a1b2c3d4e5f60718", Assert.Single(context.Steps).What);
    }

    [Fact]
    public async Task The_plan_shows_the_whole_command_and_who_runs_it()
    {
        var plan = await PlanAsync(RunCommand.Tool, Arguments);

        Assert.Equal("Run a command as root on i-0a1b2c3d4e5f60718 (web, t3.micro, running).", plan.Summary);
        Assert.Equal("df -h", plan.Changes[0].To);
        Assert.True(RunCommand.Tool.Bind(_ => Client).Person);
        Node.PlatformType = PlatformType.Windows;
        Assert.StartsWith("Run a command as SYSTEM", (await PlanAsync(RunCommand.Tool, Arguments)).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_without_an_agent_that_answers_is_an_obstacle()
    {
        Node.PingStatus = PingStatus.ConnectionLost;
        Assert.StartsWith("The SSM agent of i-0a1b2c3d4e5f60718 is ConnectionLost",
            Assert.Single((await PlanAsync(RunCommand.Tool, Arguments)).Obstacles),
            StringComparison.Ordinal);
        Node.InstanceId = "i-9a1b2c3d4e5f60718";
        Assert.StartsWith("SSM does not know i-0a1b2c3d4e5f60718", Assert.Single((await PlanAsync(RunCommand.Tool, Arguments)).Obstacles),
            StringComparison.Ordinal);
    }
}
