using System.Net;
using Amazon;
using Amazon.EC2;
using Amazon.Runtime;
using Infra.Core.Catalog;

namespace Infra.Core.Safety;

/// <summary>What the guard lets through to AWS itself, seen below the SDK.</summary>
public sealed class DryRunTests : IDisposable
{
    private readonly Endpoint endpoint = new();
    private readonly AmazonEC2Client ec2;
    private readonly CatalogTool createVpc = BuiltHost.Catalog(ToolKind.Write).Find("vpc_create_vpc")!;

    public DryRunTests()
    {
        AwsGuard.Install();
        ec2 = new AmazonEC2Client("key", "secret", new AmazonEC2Config { RegionEndpoint = RegionEndpoint.EUWest1, HttpClientFactory = endpoint, IgnoreConfiguredEndpointUrls = true, MaxErrorRetry = 0 });
    }

    public void Dispose() => ec2.Dispose();

    [Fact]
    public async Task A_rehearsal_sends_writes_as_DryRun()
    {
        using var scope = CallScope.Rehearsal(createVpc);

        await Assert.ThrowsAsync<AmazonEC2Exception>(() => ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }));

        Assert.Contains("DryRun=true", Assert.Single(endpoint.Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operation_without_DryRun_is_not_rehearsed()
    {
        using var scope = CallScope.Rehearsal(createVpc);

        await Assert.ThrowsAsync<ToolException>(() => ec2.ModifyVpcAttributeAsync(new() { VpcId = "vpc-1", EnableDnsHostnames = true }));

        Assert.Empty(endpoint.Bodies);
    }

    [Fact]
    public async Task Outside_of_a_call_nothing_is_sent()
    {
        await Assert.ThrowsAsync<ToolException>(() => ec2.DescribeVpcsAsync(new()));

        Assert.Empty(endpoint.Bodies);
    }

    private sealed class Endpoint : HttpClientFactory
    {
        public List<string> Bodies { get; } = [];

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(Bodies));

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        private sealed class Handler(List<string> bodies) : HttpMessageHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
                return new(HttpStatusCode.PreconditionFailed)
                {
                    RequestMessage = request,
                    Content = new StringContent("<Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded, but DryRun flag is set.</Message></Error></Errors><RequestID>r-1</RequestID></Response>"),
                };
            }
        }
    }
}
