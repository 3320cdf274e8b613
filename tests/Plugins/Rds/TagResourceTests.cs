using Amazon.RDS.Model;

namespace Infra.Plugins.Rds;

public sealed class TagResourceTests : RdsToolTest
{
    public TagResourceTests()
    {
        There(Orders);
        Client.ListTagsForResourceAsync(default!, default).ReturnsForAnyArgs(new ListTagsForResourceResponse { TagList = Orders.TagList });
    }

    [Fact]
    public async Task The_plan_tells_each_tag_that_changes()
    {
        var plan = await PlanAsync(TagResource.Tool,
            new { id = "orders", tags = new { team = "data", env = "prod" }, removeKeys = new[] { "gone" } });

        Assert.Equal(["orders: tag team: shop -> data", "orders: tag env: none -> prod"], Lines(plan).Take(2));
        Assert.Equal("shop", Assert.Single(plan.Resources).Tags!["team"]);
    }

    [Fact]
    public async Task Tags_hang_on_the_ARN()
    {
        await RunAsync(TagResource.Tool, new { id = "orders", tags = new { env = "prod" }, removeKeys = new[] { "team" } });

        await Client.Received()
            .AddTagsToResourceAsync(
                Arg.Is<AddTagsToResourceRequest>(r => r.ResourceName == Orders.DBInstanceArn && r.Tags.Single().Key == "env"),
                Arg.Any<CancellationToken>());
        await Client.Received()
            .RemoveTagsFromResourceAsync(Arg.Is<RemoveTagsFromResourceRequest>(r => r.TagKeys.Single() == "team"),
                Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_tag_is_not_set_and_removed_at_once() =>
        await Assert.ThrowsAsync<ToolException>(() =>
            PlanAsync(TagResource.Tool, new { id = "orders", tags = new { team = "a" }, removeKeys = new[] { "team" } }));
}
