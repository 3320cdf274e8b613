using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;

namespace Infra.Plugins.Ec2;

public sealed class GetCommandTests : CommandTest
{
    [Fact]
    public async Task Output_that_AWS_cut_is_said_to_be_cut()
    {
        Ssm.GetCommandInvocationAsync(default!, default).ReturnsForAnyArgs(new GetCommandInvocationResponse
        {
            CommandId = "0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10",
            Status = CommandInvocationStatus.Success,
            StatusDetails = "Success",
            ResponseCode = 0,
            StandardOutputContent = new string('x', 24000),
        });

        var result = await RunAsync(GetCommand.Tool,
            new { commandId = "0b2c9f3e-5d1a-4c1e-9a57-3f6f2a1c7d10", instanceId = "i-0a1b2c3d4e5f60718" });

        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.Equal(0, result.GetProperty("exitCode").GetInt32());
    }
}
