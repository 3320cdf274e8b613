using Amazon.IdentityManagement.Model;

namespace Infra.Plugins.Iam;

public sealed class TagRoleTests : IamToolTest
{
    [Fact]
    public async Task The_plan_tells_each_tag_before_and_after()
    {
        var plan = await PlanAsync(TagRole.Tool, new { roleName = "web", tags = new { team = "web", owner = "bob" } });

        Assert.Equal(
        [
            "web: tag team: shop -> web",
            "web: tag owner: none -> bob",
            """To take it back: iam_tag_role {"roleName":"web","tags":{"team":"shop"},"removeKeys":["owner"]}""",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_tag_cannot_be_set_and_removed_in_one_call() =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await FailsAsync(() =>
                PlanAsync(TagRole.Tool, new { roleName = "web", tags = new { team = "a" }, removeKeys = new[] { "team" } }))).Code);

    [Fact]
    public async Task Removing_alone_sets_nothing()
    {
        await RunAsync(TagRole.Tool, new { roleName = "web", removeKeys = new[] { "team" } });

        await Client.DidNotReceiveWithAnyArgs().TagRoleAsync(default!, default);
        await Client.Received().UntagRoleAsync(Arg.Is<UntagRoleRequest>(r => r.TagKeys.Single() == "team"), Arg.Any<CancellationToken>());
    }
}
