using Amazon.IdentityManagement.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Iam;

public sealed class DeleteUserTests : IamToolTest
{
    [Fact]
    public async Task All_credentials_are_named_and_go_before_the_user()
    {
        HasKey("AKIA1", 10, null);
        Client.ListMFADevicesAsync(default(ListMFADevicesRequest)!, default).ReturnsForAnyArgs(new ListMFADevicesResponse
        {
            MFADevices = [new() { SerialNumber = "arn:aws:iam::123456789012:mfa/alice" }, new() { SerialNumber = "GAHT12345678" }],
        });
        Client.Configure().GetLoginProfileAsync(default!, default)
            .ReturnsForAnyArgs(new GetLoginProfileResponse { LoginProfile = new() { UserName = "alice" } });

        var plan = await PlanAsync(DeleteUser.Tool, new { userName = "alice" });
        Assert.Single(plan.Obstacles);
        Assert.Contains("LOST: console password", Lines(plan));
        var result = await RunAsync(DeleteUser.Tool, new { userName = "alice", detachAll = true });

        Assert.Equal(["deleted the access key AKIA1", "deleted the console password"],
            result.GetProperty("also").EnumerateArray().Take(2).Select(s => s.GetString()));
        await Client.Received(1)
            .DeleteVirtualMFADeviceAsync(Arg.Is<DeleteVirtualMFADeviceRequest>(r => r.SerialNumber.EndsWith("mfa/alice")),
                Arg.Any<CancellationToken>());
        await Client.ReceivedWithAnyArgs(2).DeactivateMFADeviceAsync(default!, default);
        Assert.Equal("DeleteUserAsync", Client.ReceivedCalls().Last().GetMethodInfo().Name);
    }

    [Fact]
    public async Task One_read_that_is_not_available_is_unknown_and_fails_nothing() // ANS-R14
    {
        HasKey("AKIA1", 10, null);
        Client.ListServiceSpecificCredentialsAsync(default!, default).ReturnsForAnyArgs<ListServiceSpecificCredentialsResponse>(_ =>
            throw Denied());

        var plan = await PlanAsync(DeleteUser.Tool, new { userName = "alice", detachAll = true });
        await RunAsync(DeleteUser.Tool, new { userName = "alice", detachAll = true });

        Assert.Equal(["The credentials for single services: not known (AccessDenied)."], plan.Unknown);
        await Client.ReceivedWithAnyArgs(1).DeleteUserAsync(default!, default);
    }
}
