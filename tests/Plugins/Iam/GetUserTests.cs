using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetUserTests : IamToolTest
{
    [Fact]
    public async Task Keys_groups_and_the_lack_of_a_password_are_told()
    {
        HasKey("AKIA1", 100, null);
        Client.ListGroupsForUserAsync(default!, default).ReturnsForAnyArgs(new ListGroupsForUserResponse { Groups = [new() { GroupName = "admins" }] });
        Client.ListAttachedGroupPoliciesAsync(default!, default).ReturnsForAnyArgs(new ListAttachedGroupPoliciesResponse { AttachedPolicies = [new() { PolicyArn = Ours, PolicyName = "ours" }] });

        var user = await RunAsync(GetUser.Tool, new { name = "alice" });

        Assert.False(user.GetProperty("consoleAccess").GetBoolean());
        Assert.Equal(100, user.GetProperty("accessKeys")[0].GetProperty("ageDays").GetInt32());
        Assert.False(user.GetProperty("accessKeys")[0].TryGetProperty("lastUsedService", out _));
        Assert.Equal(Ours, user.GetProperty("groups")[0].GetProperty("attachedPolicies")[0].GetString());
    }
}
