using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class ListAccessKeysTests : IamToolTest
{
    [Theory]
    [InlineData(100, -10, 1, null, true)]
    [InlineData(100, -10, null, 90, false)]
    [InlineData(100, null, 90, 90, true)]
    [InlineData(10, null, null, 90, false)]
    [InlineData(10, null, 90, null, false)]
    public async Task Old_and_unused_keys_are_found(int age, int? used, int? minAgeDays, int? unusedDays, bool found)
    {
        HasKey("AKIA1", age, used is { } days ? Ago(-days) : null);
        Client.ListUsersAsync(default(ListUsersRequest)!, default).ReturnsForAnyArgs(new ListUsersResponse { Users = [User] });

        var page = await RunAsync(ListAccessKeys.Tool,
            minAgeDays is null ? new { unusedDays } : unusedDays is null ? new { minAgeDays } : new { minAgeDays, unusedDays });

        Assert.Equal(found ? 1 : 0, page.GetProperty("items").GetArrayLength());
        Assert.Equal("Examined the keys of 1 users.", page.GetProperty("note").GetString());
    }

    [Fact]
    public async Task One_users_keys_are_asked_for_directly()
    {
        HasKey("AKIA1", 5, null);

        await RunAsync(ListAccessKeys.Tool, new { userName = "alice" });

        await Client.DidNotReceiveWithAnyArgs().ListUsersAsync(default(ListUsersRequest)!, default);
    }
}
