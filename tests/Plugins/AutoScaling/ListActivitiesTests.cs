using Amazon.AutoScaling.Model;

namespace Infra.Plugins.AutoScaling;

public sealed class ListActivitiesTests : AsgTest
{
    [Fact]
    public async Task Activities_page_and_name_what_failed()
    {
        var page = await RunAsync(ListActivities.Tool, new { group = "web", includeDeleted = true, cursor = "c" });

        await Client.Received().DescribeScalingActivitiesAsync(
            Arg.Is<DescribeScalingActivitiesRequest>(r => r.IncludeDeletedGroups == true && r.NextToken == "c"), default);
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
    }
}
