using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListGroupsTests : IamToolTest
{
    [Fact]
    public async Task No_groups_are_an_empty_complete_page()
    {
        Client.ListGroupsAsync(default(ListGroupsRequest)!, default).ReturnsForAnyArgs(new ListGroupsResponse());

        var page = await RunAsync(ListGroups.Tool, new { });

        Assert.Equal(0, page.GetProperty("items").GetArrayLength());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }
}

public sealed class GetGroupTests : IamToolTest
{
    [Fact]
    public async Task Members_of_all_pages_are_told()
    {
        var group = new Group { GroupName = "admins", Arn = "arn:admins" };
        Client.GetGroupAsync(default!, default).ReturnsForAnyArgs(
            new GetGroupResponse { Group = group, Users = [new() { UserName = "alice" }], IsTruncated = true, Marker = "m" }, new GetGroupResponse { Group = group, Users = [new() { UserName = "bob" }] });

        var result = await RunAsync(GetGroup.Tool, new { name = "admins" });

        Assert.Equal(["alice", "bob"], result.GetProperty("users").EnumerateArray().Select(u => u.GetString()));
    }
}
