using System.Net;
using System.Text;
using Amazon;
using Amazon.Runtime;

namespace Infra.Core.Safety;

/// <summary>What stands for AWS below the SDK: keeps what was sent, and answers as it is told.</summary>
internal sealed class Endpoint : HttpClientFactory
{
    private readonly List<Sent> sent = [];

    public sealed record Sent(HttpMethod Method, Uri Uri, string Body, string Authorization);

    public IReadOnlyList<Sent> Requests
    {
        get
        {
            lock (sent) return [.. sent];
        }
    }

    /// <summary>The answer to each request; 400 without a word where nothing is set.</summary>
    public Func<Sent, HttpResponseMessage>? Answer { get; set; }

    public static HttpResponseMessage Error(HttpStatusCode status, string code) => new(status)
    {
        Content = new StringContent(
            $"<Response><Errors><Error><Code>{code}</Code><Message>{code}.</Message></Error></Errors><RequestID>r-1</RequestID></Response>"),
    };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public T Config<T>() where T : ClientConfig, new() => new()
    {
        RegionEndpoint = RegionEndpoint.EUWest1,
        HttpClientFactory = this,
        IgnoreConfiguredEndpointUrls = true,
        MaxErrorRetry = 0,
    };

    private sealed class Handler(Endpoint endpoint) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null
                ? "" : Encoding.UTF8.GetString(await request.Content.ReadAsByteArrayAsync(cancellationToken));
            var sent = new Sent(request.Method, request.RequestUri!, body,
                request.Headers.TryGetValues("Authorization", out var a) ? string.Join("", a) : "");
            lock (endpoint.sent) endpoint.sent.Add(sent);
            var answer = endpoint.Answer?.Invoke(sent) ?? Error(HttpStatusCode.BadRequest, "Nothing");
            answer.RequestMessage = request;
            return answer;
        }
    }
}
