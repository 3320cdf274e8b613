using Amazon.CloudWatch;
using Amazon.CloudWatch.Model;

namespace Infra.Plugins.CloudWatch;

public sealed class ListMetricStreamsTests : ToolTest<IAmazonCloudWatch>
{
    [Fact]
    public async Task Streams_are_listed_a_page_at_a_time()
    {
        Client.ListMetricStreamsAsync(default!, default).ReturnsForAnyArgs(new ListMetricStreamsResponse
        {
            Entries = [new() { Name = "all", State = "running", FirehoseArn = "arn:firehose", OutputFormat = "json" }],
            NextToken = "more",
        });

        var page = await RunAsync(ListMetricStreams.Tool, new { limit = 7, cursor = "here" });

        Assert.Equal("running", page.GetProperty("items")[0].GetProperty("state").GetString());
        Assert.Equal("more", page.GetProperty("nextCursor").GetString());
        await Client.Received().ListMetricStreamsAsync(
            Arg.Is<ListMetricStreamsRequest>(r => r.MaxResults == 7 && r.NextToken == "here"), default);
    }

    [Fact]
    public async Task None_is_an_empty_list()
    {
        Client.ListMetricStreamsAsync(default!, default).ReturnsForAnyArgs(new ListMetricStreamsResponse());

        Assert.Empty((await RunAsync(ListMetricStreams.Tool, new { })).GetProperty("items").EnumerateArray());
    }
}
