using Amazon.SQS;
using Amazon.SQS.Model;

namespace AcmeNamespace;

public sealed class ListQueuesTests : ToolTest<IAmazonSQS>
{
    [Fact]
    public async Task Queues_have_their_names_and_the_next_page_is_asked_for()
    {
        Client.ListQueuesAsync(default(ListQueuesRequest)!, default).ReturnsForAnyArgs(new ListQueuesResponse
        {
            QueueUrls = ["https://sqs.eu-west-1.amazonaws.com/111122223333/orders"],
            NextToken = "next",
        });

        var page = await RunAsync(ListQueues.Tool, new { prefix = "or", limit = 1 });

        Assert.Equal("orders", page.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("next", page.GetProperty("nextCursor").GetString());
        await Client.Received().ListQueuesAsync(
            Arg.Is<ListQueuesRequest>(r => r.QueueNamePrefix == "or" && r.MaxResults == 1), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task An_account_without_queues_has_an_empty_page()
    {
        Client.ListQueuesAsync(default(ListQueuesRequest)!, default).ReturnsForAnyArgs(new ListQueuesResponse());

        Assert.Equal(0, (await RunAsync(ListQueues.Tool, new { })).GetProperty("items").GetArrayLength());
    }
}
