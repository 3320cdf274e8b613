using System.Net;
using System.Text;
using Amazon.Runtime;

namespace Infra.Sdk.Tests;

/// <summary>Answers in place of the network, below the whole pipeline of the client, and keeps what was asked.</summary>
internal sealed class StubHttp : HttpClientFactory
{
    private readonly Func<SentRequest, HttpResponseMessage> _answer;

    public StubHttp(Func<SentRequest, HttpResponseMessage> answer) => _answer = answer;

    public List<SentRequest> Requests { get; } = [];

    public static HttpResponseMessage Answer(int status, string body, string contentType = "text/xml",
        params (string Name, string Value)[] headers) =>
        Answer(status, Encoding.UTF8.GetBytes(body), contentType, headers);

    public static HttpResponseMessage Answer(int status, byte[] body, string? contentType, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new Body(body) };
        if (contentType is not null)
        {
            response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        foreach (var (name, value) in headers)
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.Remove(name);
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new Handler(this));

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <summary>A body that comes in chunks, as most of AWS does: no header announces its length.</summary>
    private sealed class Body(byte[] bytes) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false));

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    private sealed class Handler(StubHttp owner) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            byte[] body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, values) in request.Headers.NonValidated)
            {
                headers[name] = string.Join(",", values);
            }

            if (request.Content is not null)
            {
                foreach (var (name, values) in request.Content.Headers.NonValidated)
                {
                    headers[name] = string.Join(",", values);
                }
            }

            var sent = new SentRequest(request.Method.Method, request.RequestUri!, headers, body);
            lock (owner.Requests)
            {
                owner.Requests.Add(sent);
            }

            return owner._answer(sent);
        }
    }
}

/// <summary>A request as it would have gone over the wire.</summary>
internal sealed record SentRequest(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string BodyText => Encoding.UTF8.GetString(Body);
}
