using Amazon.EC2;
using Amazon.EC2.Model;
using NSubstitute.ExceptionExtensions;

namespace Infra.Plugins.Ec2;

public sealed class TagResourcesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_plan_reads_all_tags_and_tells_old_and_new()
    {
        Client.DescribeTagsAsync(default!, default).ReturnsForAnyArgs(
            new DescribeTagsResponse { Tags = [new() { ResourceId = "i-1", Key = "team", Value = "a" }], NextToken = "more" },
            new DescribeTagsResponse { Tags = [new() { ResourceId = "i-1", Key = "old", Value = "x" }] });

        var plan = await PlanAsync(TagResources.Tool,
            new { resourceIds = new[] { "i-1", "vol-1", "i-1" }, tags = new { team = "b" }, removeKeys = new[] { "old" } });

        Assert.Equal(
        [
            "i-1: tag team: a -> b",
            "i-1: tag old: x -> none",
            "vol-1: tag team: none -> b",
            "vol-1: tag old: none (unchanged)",
            "Not known: Whether vol-1 exist: EC2 shows no tags of them.",
        ], Lines(plan));
        Assert.Equal("a", plan.Resources[0].Tags!["team"]);
    }

    [Fact]
    public async Task An_empty_value_is_not_the_same_as_no_tag()
    {
        Client.DescribeTagsAsync(default!, default)
            .ReturnsForAnyArgs(new DescribeTagsResponse { Tags = [new() { ResourceId = "i-1", Key = "a", Value = "" }] });

        var plan = await PlanAsync(TagResources.Tool,
            new { resourceIds = new[] { "i-1" }, tags = new { b = "" }, removeKeys = new[] { "a" } });

        Assert.Equal(
        [
            "i-1: tag b: none -> (empty)",
            "i-1: tag a: (empty) -> none",
            "To take it back: ec2_tag_resources {\"resourceIds\":[\"i-1\"],\"tags\":{\"a\":\"\"},\"removeKeys\":[\"b\"]}",
        ], Lines(plan));
    }

    [Fact]
    public async Task A_key_is_removed_whatever_its_value_is()
    {
        await RunAsync(TagResources.Tool, new { resourceIds = new[] { "i-1" }, removeKeys = new[] { "old" } });

        await Client.Received().DeleteTagsAsync(
            Arg.Is<DeleteTagsRequest>(r => r.Tags.Single().Key == "old" && r.Tags.Single().Value == null), Arg.Any<CancellationToken>());
        await Client.DidNotReceiveWithAnyArgs().CreateTagsAsync(default!, default);
    }

    // EC2-M1
    [Fact]
    public async Task When_the_removal_fails_the_step_tells_what_was_set()
    {
        Client.DeleteTagsAsync(default!, default)
            .ThrowsAsyncForAnyArgs(new AmazonEC2Exception("no") { ErrorCode = "UnauthorizedOperation" });
        var context = Context();

        await Assert.ThrowsAsync<ToolException>(() => RunAsync(
            TagResources.Tool, new { resourceIds = new[] { "i-1" }, tags = new { team = "b" }, removeKeys = new[] { "old" } }, context));

        Assert.Equal("set team on i-1", Assert.Single(context.Steps).What);
    }

    public static TheoryData<object> Wrong =>
    [
        new { resourceIds = new[] { "i-1" } },
        new { resourceIds = new[] { "i-1" }, tags = new { a = "b" }, removeKeys = new[] { "a" } },
        new { resourceIds = new[] { "i-1" }, removeKeys = new[] { "aws:autoscaling:groupName" } },
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Nothing_to_do_a_contradiction_and_tags_of_AWS_are_wrong_input(object arguments) =>
        Assert.Equal(ToolErrorCode.InvalidInput,
            (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(TagResources.Tool, arguments))).Code);
}
