using System.Net;
using Amazon;
using Amazon.CloudWatchLogs;
using Amazon.EC2;
using Amazon.KeyManagementService;
using Amazon.Lambda;
using Amazon.RDS;
using Amazon.Route53;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SimpleSystemsManagement;
using Amazon.SQS;
using Call = System.Func<Infra.Sdk.Tests.StubHttp, System.Threading.Tasks.Task>;

namespace Infra.Sdk.Tests;

/// <summary>
/// A success that cannot be read ends the call at once and in one way, whether the client is a stand-in or, where the host puts the
/// same handlers into it, official. SDK-S5
/// </summary>
public sealed class UnreadableAnswerTests
{
    private static readonly AsyncLocal<bool> AsInTheHost = new();

    private static readonly Dictionary<string, (bool IsOfficial, Call Call)> Calls = new()
    {
        ["logs StartQuery"] = (false, static stub => new AmazonCloudWatchLogsClient(MotoServer.Credentials,
            Configure<AmazonCloudWatchLogsConfig>(stub)).StartQueryAsync(new() { LogGroupName = "g", QueryString = "q" })),
        ["logs DescribeLogGroups"] = (false, static stub => new AmazonCloudWatchLogsClient(MotoServer.Credentials,
            Configure<AmazonCloudWatchLogsConfig>(stub)).DescribeLogGroupsAsync(new())),
        ["lambda CreateAlias"] = (false, static stub => new AmazonLambdaClient(MotoServer.Credentials,
            Configure<AmazonLambdaConfig>(stub)).CreateAliasAsync(new() { FunctionName = "f", Name = "a", FunctionVersion = "1" })),
        ["rds CreateDBInstance"] = (false, static stub => new AmazonRDSClient(MotoServer.Credentials,
            Configure<AmazonRDSConfig>(stub)).CreateDBInstanceAsync(new() { DBInstanceIdentifier = "d" })),
        ["route53 CreateHostedZone"] = (false, static stub => new AmazonRoute53Client(MotoServer.Credentials,
            Configure<AmazonRoute53Config>(stub)).CreateHostedZoneAsync(new() { Name = "a.test", CallerReference = "r" })),
        ["kms CreateKey"] = (true, static stub => new AmazonKeyManagementServiceClient(MotoServer.Credentials,
            Configure<AmazonKeyManagementServiceConfig>(stub)).CreateKeyAsync(new())),
        ["sqs CreateQueue"] = (true, static stub => new AmazonSQSClient(MotoServer.Credentials,
            Configure<AmazonSQSConfig>(stub)).CreateQueueAsync("q")),
        ["ssm PutParameter"] = (true, static stub => new AmazonSimpleSystemsManagementClient(MotoServer.Credentials,
            Configure<AmazonSimpleSystemsManagementConfig>(stub)).PutParameterAsync(new() { Name = "p", Value = "v" })),
        ["sts AssumeRole"] = (true, static stub => new AmazonSecurityTokenServiceClient(MotoServer.Credentials,
            Configure<AmazonSecurityTokenServiceConfig>(stub))
            .AssumeRoleAsync(new() { RoleArn = "arn:aws:iam::123456789012:role/r", RoleSessionName = "me" })),
        ["ec2 RunInstances"] = (true, static stub => new AmazonEC2Client(MotoServer.Credentials,
            Configure<AmazonEC2Config>(stub)).RunInstancesAsync(new() { ImageId = "ami-1" })),
        ["s3 ListObjectsV2"] = (true, static stub => new AmazonS3Client(MotoServer.Credentials,
            Configure<AmazonS3Config>(stub)).ListObjectsV2Async(new() { BucketName = "b" })),
    };

    private static readonly Dictionary<string, Func<HttpContent>> Bodies = new()
    {
        ["a portal's page"] = static () => new StringContent("<!DOCTYPE html><html><body>Sign in to the network<br></body></html>"),
        ["half of JSON"] = static () => new StringContent("""{"a":{"b":"""),
        ["half of XML"] = static () => new StringContent("<Answer><Result><Id>1</I"),
        ["a connection that breaks"] = static () => new StreamContent(new FailingStream(static () => new IOException("Closed."))),
        ["a body that does not come in time"] = static () =>
            new StreamContent(new FailingStream(static () => new TaskCanceledException("Late."))),
    };

    public static TheoryData<string, string> Combinations()
    {
        var data = new TheoryData<string, string>();
        foreach (string call in Calls.Keys)
        {
            foreach (string body in Bodies.Keys)
            {
                data.Add(call, body);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Official_and_stand_in_clients_ask_once_and_say_that_the_answer_is_unreadable(string call, string body)
    {
        var stub = new StubHttp(_ => Answer(Bodies[body]()));
        var error = await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => RunAsync(call, stub));
        Assert.Single(stub.Requests);
        Assert.Equal(HttpStatusCode.OK, error.StatusCode);
        Assert.Equal("id-1", error.RequestId);
    }

    [Theory]
    [InlineData("logs DescribeLogGroups")]
    [InlineData("rds CreateDBInstance")]
    [InlineData("ssm PutParameter")]
    [InlineData("ec2 RunInstances")]
    public async Task An_error_page_is_still_asked_for_again(string call)
    {
        var stub = new StubHttp(static _ => StubHttp.Answer(502, "<html><body>Bad gateway</body></html>", "text/html"));
        var error = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => RunAsync(call, stub));
        Assert.Equal(HttpStatusCode.BadGateway, error.StatusCode);
        Assert.Equal(3, stub.Requests.Count);
    }

    [Fact]
    public async Task A_page_is_not_a_success_even_where_the_answer_has_nothing_to_read()
    {
        var stub = new StubHttp(static _ => Answer(new StringContent("\n<!DOCTYPE HTML><html><body>Sign in to the network</body></html>")));
        var logs = new AmazonCloudWatchLogsClient(MotoServer.Credentials, Configure<AmazonCloudWatchLogsConfig>(stub));
        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => logs.DeleteLogGroupAsync(new() { LogGroupName = "g" }));
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_caller_who_cancels_while_the_body_comes_gets_a_cancellation()
    {
        using var source = new CancellationTokenSource();
        var stub = new StubHttp(_ => Answer(new StreamContent(new FailingStream(() =>
        {
            source.Cancel();
            return new TaskCanceledException("Cancelled.", null, source.Token);
        }))));
        var logs = new AmazonCloudWatchLogsClient(MotoServer.Credentials, Configure<AmazonCloudWatchLogsConfig>(stub));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => logs.DescribeLogGroupsAsync(new(), source.Token));
    }

    private static async Task RunAsync(string name, StubHttp stub)
    {
        var (isOfficial, call) = Calls[name];
        // Registered for good: it does nothing where the flag is not set.
        RuntimePipelineCustomizerRegistry.Instance.Register(new Customizer());
        AsInTheHost.Value = isOfficial;
        await call(stub);
    }

    private static HttpResponseMessage Answer(HttpContent content)
    {
        var response = new HttpResponseMessage { Content = content };
        response.Headers.Add("x-amzn-RequestId", "id-1");
        return response;
    }

    private static T Configure<T>(StubHttp stub)
        where T : ClientConfig, new() => new() { RegionEndpoint = RegionEndpoint.EUWest1, HttpClientFactory = stub };

    private sealed class Customizer : IRuntimePipelineCustomizer
    {
        public string UniqueName => nameof(UnreadableAnswerTests);

        public void Customize(System.Type type, RuntimePipeline pipeline)
        {
            if (AsInTheHost.Value)
            {
                UnreadableAnswers.NeverAskAgain(pipeline);
            }
        }
    }

    /// <summary>A body of which nothing arrives.</summary>
    private sealed class FailingStream(Func<Exception> failure) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw failure();

        public override int Read(Span<byte> buffer) => throw failure();

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw failure();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw failure();

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) => throw failure();
    }
}
