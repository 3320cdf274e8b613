using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class SetAccessKeyStatusTests : IamToolTest
{
    [Fact]
    public async Task A_key_is_deactivated_and_the_plan_tells_its_last_use_and_the_way_back()
    {
        HasKey("AKIA1234567890123456", 400, Ago(1));
        UpdateAccessKeyRequest? sent = null;
        Client.UpdateAccessKeyAsync(Arg.Do<UpdateAccessKeyRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new UpdateAccessKeyResponse());

        var plan = await PlanAsync(SetAccessKeyStatus.Tool, new { accessKeyId = "AKIA1234567890123456", status = "Inactive" });
        await RunAsync(SetAccessKeyStatus.Tool, new { accessKeyId = "AKIA1234567890123456", status = "Inactive" });

        Assert.Contains("last used", plan.Resources[0].State, StringComparison.Ordinal);
        Assert.Equal("Active", plan.Undo!.Arguments.GetProperty("status").GetString());
        Assert.Equal(("alice", "Inactive"), (sent!.UserName, sent.Status.Value));
    }
}
