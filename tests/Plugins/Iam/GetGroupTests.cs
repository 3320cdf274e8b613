using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class GetGroupTests : IamToolTest
{
    private readonly Group group = new() { GroupName = "admins", Arn = "arn:admins" };

    [Fact]
    public async Task Members_of_all_pages_are_told()
    {
        Client.GetGroupAsync(default!, default).ReturnsForAnyArgs(
            new GetGroupResponse { Group = group, Users = [new() { UserName = "alice" }], IsTruncated = true, Marker = "m" },
            new GetGroupResponse { Group = group, Users = [new() { UserName = "bob" }] });

        var result = await RunAsync(GetGroup.Tool, new { groupName = "admins" });

        Assert.Equal(["alice", "bob"], result.GetProperty("users").EnumerateArray().Select(u => u.GetString()));
    }

    [Fact]
    public async Task Of_many_members_some_are_told_and_the_call_that_tells_the_rest() // ANS-R3
    {
        Client.GetGroupAsync(default!, default)
            .ReturnsForAnyArgs(
                new GetGroupResponse { Group = group, Users = [.. Enumerable.Range(0, 250).Select(i => new User { UserName = $"u{i}" })] });

        var first = await RunAsync(GetGroup.Tool, new { groupName = "admins" });
        var rest = await RunAsync(GetGroup.Tool, new { groupName = "admins", userOffset = 200 });

        Assert.Equal((250, 200, "50 more members: pass userOffset 200."),
            (first.GetProperty("members").GetInt32(), first.GetProperty("users").GetArrayLength(), first.GetProperty("note").GetString()));
        Assert.Equal(50, rest.GetProperty("users").GetArrayLength());
        Assert.False(rest.TryGetProperty("note", out _));
    }
}
