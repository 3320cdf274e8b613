using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class TagResourcesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_plan_reads_all_tags_and_tells_old_and_new()
    {
        Client.DescribeTagsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeTagsResponse { Tags = [new() { ResourceId = "i-1", Key = "team", Value = "a" }], NextToken = "more" },
            new DescribeTagsResponse { Tags = [new() { ResourceId = "i-1", Key = "old", Value = "x" }] });

        var plan = await PlanAsync(TagResources.Tool, new { resourceIds = new[] { "i-1", "vol-1", "i-1" }, tags = new { team = "b" }, removeKeys = new[] { "old" } });

        Assert.Equal(["i-1: team: a -> b", "i-1: old: x -> (none)", "vol-1: team: (none) -> b"], plan.Effects);
        Assert.Equal("a", plan.Resources[0].Tags!["team"]);
    }

    [Fact]
    public async Task A_key_is_removed_whatever_its_value_is()
    {
        await RunAsync(TagResources.Tool, new { resourceIds = new[] { "i-1" }, removeKeys = new[] { "old" } });

        await Client.Received().DeleteTagsAsync(Arg.Is<DeleteTagsRequest>(r => r.Tags.Single().Key == "old" && r.Tags.Single().Value == null), Arg.Any<CancellationToken>());
        await Client.DidNotReceiveWithAnyArgs().CreateTagsAsync(default!, default);
    }

    [Fact]
    public async Task A_tag_cannot_be_set_and_removed_at_once() => await Assert.ThrowsAsync<ToolException>(() =>
        PlanAsync(TagResources.Tool, new { resourceIds = new[] { "i-1" }, tags = new { a = "b" }, removeKeys = new[] { "a" } }));
}
