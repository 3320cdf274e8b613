using Amazon.EC2;
using Infra.Aws;
using Infra.Plugins.Ec2;

namespace Infra.Plugins;

public sealed class TagsTests : ToolTest<IAmazonEC2>
{
    public static TheoryData<Dictionary<string, string>, string> Refused => new()
    {
        { new() { ["AWS:owner"] = "me" }, "The tag 'AWS:owner' is one of AWS itself." },
        { new() { [""] = "me" }, "The key of a tag has 1 to 128 characters, and '' has 0." },
        { new() { [new('k', 129)] = "me" }, $"The key of a tag has 1 to 128 characters, and '{new string('k', 129)}' has 129." },
        { new() { ["team"] = new('v', 257) }, "The value of a tag has at most 256 characters, and that of 'team' has 257." },
        { Many(51), "A resource has at most 50 tags, and these are 51." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Tags_that_AWS_refuses_are_refused_before_the_plan_promises_them(Dictionary<string, string> tags, string why)
    {
        Assert.Equal(why, (await Assert.ThrowsAsync<ToolException>(() => PlanAsync(AllocateAddress.Tool, new { tags }))).Message);
        Assert.Equal(why, (await Assert.ThrowsAsync<ToolException>(() => RunAsync(AllocateAddress.Tool, new { tags }))).Message);
        Assert.Empty(Client.ReceivedCalls());
    }

    [Fact]
    public async Task As_many_and_as_long_as_AWS_takes_are_let_through() =>
        Assert.NotNull(await PlanAsync(AllocateAddress.Tool, new
        {
            tags = new Dictionary<string, string>(Many(49)) { [new('k', 128)] = new('v', 256) },
        }));

    [Fact]
    public void What_AWS_sets_itself_does_not_count_and_cannot_be_set_again()
    {
        var tags = new Dictionary<string, string>(Many(50)) { ["aws:cloudformation:stack-name"] = "web" };

        Assert.Null(Tags.Excess("i-1", tags.Keys));
        Assert.Equal("i-1 would have 51 tags, and AWS takes 50; remove others first, in a call of its own.",
            Tags.Excess("i-1", tags.Keys.Append("one")));
        Assert.Equal(Many(50), Tags.Own(tags));
    }

    private static Dictionary<string, string> Many(int count) => Enumerable.Range(0, count).ToDictionary(i => $"k{i}", _ => "v");
}
