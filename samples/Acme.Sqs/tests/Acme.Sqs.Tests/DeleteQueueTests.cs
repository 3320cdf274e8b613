using Amazon.SQS;
using Amazon.SQS.Model;
using Infra;

namespace Acme.Sqs;

public sealed class DeleteQueueTests : ToolTest<IAmazonSQS>
{
    private const string Url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders";

    [Fact]
    public async Task The_plan_says_how_many_messages_are_lost_and_touches_the_queue_with_its_tags()
    {
        Client.GetQueueAttributesAsync(default(GetQueueAttributesRequest)!, default).ReturnsForAnyArgs(new GetQueueAttributesResponse
        {
            Attributes = new()
            {
                ["QueueArn"] = "arn:aws:sqs:eu-west-1:111122223333:orders",
                ["ApproximateNumberOfMessages"] = "3",
                ["ApproximateNumberOfMessagesNotVisible"] = "1",
            },
        });
        Client.ListQueueTagsAsync(default!, default).ReturnsForAnyArgs(new ListQueueTagsResponse { Tags = new() { ["team"] = "web" } });

        var plan = await PlanAsync(DeleteQueue.Tool, new { queueUrl = Url });

        Assert.Contains("LOST: about 4 messages", Lines(plan));
        Assert.Equal("web", Assert.Single(plan.Resources).Tags!["team"]);
        await Client.DidNotReceiveWithAnyArgs().DeleteQueueAsync(default(DeleteQueueRequest)!, default);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_not_found()
    {
        Client.GetQueueAttributesAsync(default(GetQueueAttributesRequest)!, default)
            .ReturnsForAnyArgs<GetQueueAttributesResponse>(_ => throw new QueueDoesNotExistException("gone"));

        var refused = await Assert.ThrowsAsync<ToolException>(() => PlanAsync(DeleteQueue.Tool, new { queueUrl = Url }));

        Assert.Equal(ToolErrorCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task The_queue_is_deleted()
    {
        await RunAsync(DeleteQueue.Tool, new { queueUrl = Url });

        await Client.Received().DeleteQueueAsync(Arg.Is<DeleteQueueRequest>(r => r.QueueUrl == Url), Arg.Any<CancellationToken>());
    }
}
