using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListRolesTests : IamToolTest
{
    [Fact]
    public async Task A_page_of_roles_tells_who_is_trusted()
    {
        Client.ListRolesAsync(Arg.Is<ListRolesRequest>(r => r.MaxItems == 50 && r.Marker == "m1"), default)
            .Returns(new ListRolesResponse { Roles = [Role], IsTruncated = true, Marker = "m2" });

        var page = await RunAsync(ListRoles.Tool, new { cursor = "m1" });

        Assert.Equal("ec2.amazonaws.com", page.GetProperty("items")[0].GetProperty("trustedBy").GetString());
        Assert.Equal("m2", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task A_name_with_a_wildcard_is_looked_for_on_all_pages()
    {
        Client.ListRolesAsync(default(ListRolesRequest)!, default).ReturnsForAnyArgs(
            new ListRolesResponse { Roles = [new() { RoleName = "db", Arn = "arn:db" }], IsTruncated = true, Marker = "m2" },
            new ListRolesResponse { Roles = [Role], IsTruncated = false });

        var page = await RunAsync(ListRoles.Tool, new { name = "WE*" });

        Assert.Equal("web", Assert.Single(page.GetProperty("items").EnumerateArray()).GetProperty("name").GetString());
        Assert.True(page.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Unused_roles_are_old_and_not_used_lately()
    {
        var now = Ago(0);
        Client.GetAccountAuthorizationDetailsAsync(Arg.Is<GetAccountAuthorizationDetailsRequest>(r => r.Filter.Single() == "Role"), default)
            .Returns(new GetAccountAuthorizationDetailsResponse
            {
                RoleDetailList =
            [
                new() { RoleName = "never", Arn = "arn:1", Path = "/", CreateDate = now.AddDays(-200) },
                new() { RoleName = "stale", Arn = "arn:2", Path = "/", CreateDate = now.AddDays(-200),
                    RoleLastUsed = new() { LastUsedDate = now.AddDays(-91) } },
                new() { RoleName = "busy", Arn = "arn:3", Path = "/", CreateDate = now.AddDays(-200),
                    RoleLastUsed = new() { LastUsedDate = now.AddDays(-2) } },
                new() { RoleName = "new", Arn = "arn:4", Path = "/", CreateDate = now.AddDays(-3) },
            ],
            });

        var page = await RunAsync(ListRoles.Tool, new { unusedDays = 90 });

        Assert.Equal(["never", "stale"], page.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("name").GetString()));
        Assert.StartsWith("Examined 4 roles; 2 of them", page.GetProperty("note").GetString(), StringComparison.Ordinal);
    }
}
