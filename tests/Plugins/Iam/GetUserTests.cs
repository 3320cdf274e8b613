using Amazon.IdentityManagement.Model;
using NSubstitute.Extensions;

namespace Infra.Plugins.Iam;

public sealed class GetUserTests : IamToolTest
{
    [Fact]
    public async Task Keys_groups_and_the_lack_of_a_password_are_told()
    {
        HasKey("AKIA1", 100, null);
        Client.ListGroupsForUserAsync(default!, default)
            .ReturnsForAnyArgs(new ListGroupsForUserResponse { Groups = [new() { GroupName = "admins" }] });
        Client.ListAttachedGroupPoliciesAsync(default!, default)
            .ReturnsForAnyArgs(
                new ListAttachedGroupPoliciesResponse { AttachedPolicies = [new() { PolicyArn = Ours, PolicyName = "ours" }] });

        var user = await RunAsync(GetUser.Tool, new { userName = "alice" });

        Assert.False(user.GetProperty("consoleAccess").GetBoolean());
        Assert.Equal(100, user.GetProperty("accessKeys")[0].GetProperty("ageDays").GetInt32());
        Assert.False(user.GetProperty("accessKeys")[0].TryGetProperty("lastUsedService", out _));
        Assert.Equal(Ours, user.GetProperty("groups")[0].GetProperty("attachedPolicies")[0].GetString());
    }

    [Fact]
    public async Task What_may_not_be_read_is_said_and_not_told_as_none() // ANS-R14
    {
        Client.Configure().GetLoginProfileAsync(default!, default).ReturnsForAnyArgs<GetLoginProfileResponse>(_ => throw Denied());
        Client.ListMFADevicesAsync(default(ListMFADevicesRequest)!, default).ReturnsForAnyArgs<ListMFADevicesResponse>(_ => throw Denied());

        var user = await RunAsync(GetUser.Tool, new { userName = "alice" });

        Assert.False(user.TryGetProperty("consoleAccess", out _));
        Assert.Equal("The MFA devices: not known (AccessDenied). The console access: not known (AccessDenied).",
            user.GetProperty("note").GetString());
    }
}
