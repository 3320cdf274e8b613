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
            CommandId = "c-1", Status = CommandInvocationStatus.Success, StatusDetails = "Success", ResponseCode = 0,
            StandardOutputContent = new string('x', 24000),
        });

        var result = await RunAsync(GetCommand.Tool, new { commandId = "c-1", instanceId = "i-1" });

        Assert.True(result.GetProperty("truncated").GetBoolean());
        Assert.Equal(0, result.GetProperty("exitCode").GetInt32());
    }
}
