using Amazon.EC2;
using Amazon.EC2.Model;

namespace Infra.Plugins.Ec2;

public sealed class ListLaunchTemplatesTests : ToolTest<IAmazonEC2>
{
    [Fact]
    public async Task The_page_is_not_larger_than_EC2_allows()
    {
        DescribeLaunchTemplatesRequest? sent = null;
        Client.DescribeLaunchTemplatesAsync(Arg.Do<DescribeLaunchTemplatesRequest>(r => sent = r), default)
            .ReturnsForAnyArgs(new DescribeLaunchTemplatesResponse { LaunchTemplates = [Ec2Things.Template()], NextToken = "more" });

        var page = await RunAsync(ListLaunchTemplates.Tool, new { limit = 500, name = "web*" });

        Assert.Equal((200, "launch-template-name"), (sent!.MaxResults!.Value, sent.Filters.Single().Name));
        Assert.Equal(4, page.GetProperty("items")[0].GetProperty("latestVersion").GetInt32());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
