using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListUsersTests : IamToolTest
{
    [Fact]
    public async Task The_limit_and_path_are_applied_by_IAM()
    {
        Client.ListUsersAsync(Arg.Is<ListUsersRequest>(r => r.MaxItems == 3 && r.PathPrefix == "/shop/"), default)
            .Returns(new ListUsersResponse { Users = [User] });

        var page = await RunAsync(ListUsers.Tool, new { limit = 3, pathPrefix = "/shop/" });

        Assert.Equal("alice", page.GetProperty("items")[0].GetProperty("name").GetString());
    }
}
