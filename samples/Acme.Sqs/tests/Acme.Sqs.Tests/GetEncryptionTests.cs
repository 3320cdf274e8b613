using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Acme.Sqs;

public sealed class GetEncryptionTests : ToolTest<Clients>
{
    private const string Url = "https://sqs.eu-west-1.amazonaws.com/111122223333/orders";

    public GetEncryptionTests() : this(Substitute.For<IAmazonSQS>(), Substitute.For<IAmazonKeyManagementService>()) { }

    private GetEncryptionTests(IAmazonSQS sqs, IAmazonKeyManagementService kms) : base(new(sqs, kms), [sqs, kms]) { }

    [Theory]
    [InlineData("true", "sqs")]
    [InlineData("false", "none")]
    public async Task Without_a_key_of_KMS_nobody_asks_for_one(string managed, string by)
    {
        Queue(new() { ["SqsManagedSseEnabled"] = managed });

        Assert.Equal(by, (await RunAsync(GetEncryption.Tool, new { queueUrl = Url })).GetProperty("by").GetString());
        Assert.Empty(Client.Kms.ReceivedCalls());
    }

    [Fact]
    public async Task The_key_is_told_with_its_state()
    {
        Queue(new() { ["KmsMasterKeyId"] = "alias/orders" });
        Client.Kms.DescribeKeyAsync(default(DescribeKeyRequest)!, default).ReturnsForAnyArgs(new DescribeKeyResponse
        {
            KeyMetadata = new() { Arn = "arn:aws:kms:eu-west-1:111122223333:key/1", KeyState = KeyState.PendingDeletion },
        });

        var result = await RunAsync(GetEncryption.Tool, new { queueUrl = Url });

        Assert.Equal("PendingDeletion", result.GetProperty("keyState").GetString());
        await Client.Kms.Received().DescribeKeyAsync(
            Arg.Is<DescribeKeyRequest>(r => r.KeyId == "alias/orders"), Arg.Any<CancellationToken>());
    }

    private void Queue(Dictionary<string, string> attributes) =>
        Client.Sqs.GetQueueAttributesAsync(default(GetQueueAttributesRequest)!, default)
            .ReturnsForAnyArgs(new GetQueueAttributesResponse { Attributes = attributes });
}
