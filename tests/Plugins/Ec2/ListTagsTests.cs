using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListTagsTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task Each_tag_is_a_row_and_EC2_is_asked_for_no_less_than_its_smallest_page()
    {
        DescribeTagsRequest? sent = null;
        Client.DescribeTagsAsync(Arg.Do<DescribeTagsRequest>(r => sent = r), default).ReturnsForAnyArgs(new DescribeTagsResponse
        {
            Tags =
            [
                new() { ResourceId = "i-1", ResourceType = ResourceType.Instance, Key = "Owner", Value = "shop" },
                new() { ResourceId = "vol-1", ResourceType = "a-new-type", Key = "backup", Value = "" },
            ],
            NextToken = "more",
        });

        var page = await RunAsync(ListTags.Tool, new { limit = 1, cursor = "here" });

        Assert.Equal((5, "here"), (sent!.MaxResults, sent.NextToken));
        Assert.Equal(
        [
            """{"resourceId":"i-1","resourceType":"instance","key":"Owner","value":"shop"}""",
            """{"resourceId":"vol-1","resourceType":"a-new-type","key":"backup","value":""}""",
        ], page.GetProperty("items").EnumerateArray().Select(i => i.GetRawText()));
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task Nothing_is_an_empty_page()
    {
        Client.DescribeTagsAsync(null, default).ReturnsForAnyArgs(new DescribeTagsResponse());
        Assert.Equal("""{"items":[],"complete":true}""", (await RunAsync(ListTags.Tool, new { })).GetRawText());
    }
}
