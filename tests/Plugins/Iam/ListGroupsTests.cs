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

    [Theory]
    [InlineData("ADMINS", "admins")]
    [InlineData("*admins", "admins,sub-admins")]
    public async Task The_name_is_the_whole_name(string name, string found)
    {
        Client.ListGroupsAsync(default(ListGroupsRequest)!, default)
            .ReturnsForAnyArgs(
                new ListGroupsResponse
                {
                    Groups = [new() { GroupName = "admins", Arn = "arn:1" },
                    new() { GroupName = "sub-admins", Arn = "arn:2" }]
                });

        Assert.Equal(found,
            string.Join(',',
                (await RunAsync(ListGroups.Tool, new { name })).GetProperty("items").EnumerateArray()
                    .Select(g => g.GetProperty("name").GetString())));
    }
}
