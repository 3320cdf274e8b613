using Amazon.Lambda.Model;

namespace Infra.Plugins.Lambda;

public sealed class ListEventSourcesTests : LambdaToolTest
{
    [Fact]
    public async Task The_source_is_looked_for_by_Lambda()
    {
        EventSource();

        var page = await RunAsync(ListEventSources.Tool, new { sourceArn = "arn:aws:sqs:eu-west-1:123456789012:jobs", limit = 500 });

        Assert.Equal("m-1", page.GetProperty("items")[0].GetProperty("id").GetString());
        await Client.Received().ListEventSourceMappingsAsync(
            Arg.Is<ListEventSourceMappingsRequest>(r =>
                r.EventSourceArn == "arn:aws:sqs:eu-west-1:123456789012:jobs" && r.FunctionName == null && r.MaxItems == 100),
                Arg.Any<CancellationToken>());
    }
}
