using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class TagResourceTests : LambdaToolTest
{
    [Fact]
    public async Task The_way_back_restores_what_changed_and_removes_what_is_new()
    {
        Client.ListTagsAsync(default!, default)
            .ReturnsForAnyArgs(new ListTagsResponse { Tags = new() { ["team"] = "shop", ["old"] = "1" } });

        var plan = await PlanAsync(TagResource.Tool,
            new { arn = Arn, tags = new { team = "web", stage = "test" }, removeKeys = new[] { "old" } });

        Assert.Equal($$"""{"arn":"{{Arn}}","tags":{"old":"1","team":"shop"},"removeKeys":["stage"]}""", plan.Undo!.Arguments.GetRawText());
        await Assert.ThrowsAsync<ToolException>(() => PlanAsync(TagResource.Tool, new { arn = Arn }));
    }
}
