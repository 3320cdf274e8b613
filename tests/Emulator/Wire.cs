using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace Infra.Emulator;

/// <summary>A request as it was on the wire.</summary>
/// <param name="Operation">The AWS operation where the protocol names it in the request; otherwise method and path.</param>
/// <param name="AccessKey">The access key that signed it.</param>
public sealed record WireRequest(string Service, string Operation, string Method, string Path, string Body, string AccessKey)
{
    /// <summary>The HTTP status of the answer; 0 as long as there is none.</summary>
    public int Status { get; set; }

    /// <summary>Whether it was answered in moto's place.</summary>
    public bool Canned { get; set; }
}

/// <summary>
/// Stands between the server and moto: sees every AWS request as it was really sent, and answers in moto's place what moto lacks.
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None, PooledConnectionLifetime = TimeSpan.Zero });
    private readonly ConcurrentQueue<WireRequest> seen = new();
    private readonly List<(Func<WireRequest, bool> Matches, string ContentType, string Body, int Status)> canned = [];
    private readonly Uri moto;
    private readonly Task loop;

    public Wire(Uri moto)
    {
        this.moto = moto;
        Url = new($"http://127.0.0.1:{Moto.FreePort()}");
        listener.Prefixes.Add($"{Url}");
        listener.Start();
        loop = Task.Run(LoopAsync);
    }

    public Uri Url { get; }

    /// <summary>What was sent since the last <see cref="Forget"/>.</summary>
    public IReadOnlyList<WireRequest> Seen => [.. seen];

    /// <summary>Forgets what was seen, and the canned answers.</summary>
    public void Forget()
    {
        seen.Clear();
        lock (canned) canned.Clear();
    }

    /// <summary>Answers an operation in moto's place, in the shape that AWS documents.</summary>
    /// <param name="operation">As in <see cref="WireRequest.Operation"/>, or a part of method and path for REST services.</param>
    /// <param name="body">The response's body, XML or JSON.</param>
    /// <param name="status">The HTTP status.</param>
    public void Answer(string operation, string body, int status = 200) => Answer(r => r.Operation == operation || $"{r.Method} {r.Path}".Contains(operation, StringComparison.Ordinal), body, status);

    /// <inheritdoc cref="Answer(string,string,int)"/>
    public void Answer(Func<WireRequest, bool> matches, string body, int status = 200)
    {
        lock (canned) canned.Insert(0, (matches, body.TrimStart().StartsWith('<') ? "text/xml" : "application/json", body, status));
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
        listener.Close();
        http.Dispose();
    }

    private async Task LoopAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(async () =>
            {
                try
                {
                    await HandleAsync(context);
                }
                catch (Exception e) when (e is HttpListenerException or HttpRequestException or ObjectDisposedException or IOException)
                {
                    // The server under test went away, as some tests want it to.
                    context.Response.Abort();
                }
            });
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        // A connection for each request: one that is closed while it is used again fails a call now and then.
        context.Response.KeepAlive = false;
        var bytes = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(bytes);
        var request = Describe(context.Request, Encoding.UTF8.GetString(bytes.ToArray()));
        seen.Enqueue(request);

        (Func<WireRequest, bool> Matches, string ContentType, string Body, int Status) answer;
        lock (canned) answer = canned.FirstOrDefault(c => c.Matches(request));
        if (answer.Matches is not null)
        {
            request.Canned = true;
            context.Response.StatusCode = request.Status = answer.Status;
            context.Response.ContentType = answer.ContentType;
            context.Response.Headers["x-amzn-RequestId"] = "00000000-0000-0000-0000-000000000000";
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
            return;
        }

        using var response = await ForwardAsync(context, bytes.ToArray());
        context.Response.StatusCode = request.Status = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (name is not ("Transfer-Encoding" or "Content-Length" or "Connection" or "Keep-Alive" or "Server" or "Date")) context.Response.Headers[name] = string.Join(",", values);
        var body = await response.Content.ReadAsByteArrayAsync();
        if (context.Request.HttpMethod == "HEAD") context.Response.ContentLength64 = response.Content.Headers.ContentLength ?? 0;
        else await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    // moto closes connections as it likes; a request that it never saw is sent once more.
    private async Task<HttpResponseMessage> ForwardAsync(HttpListenerContext context, byte[] bytes)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SendAsync(context, bytes);
            }
            catch (HttpRequestException) when (tries < 2)
            {
                await Task.Delay(50);
            }
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpListenerContext context, byte[] bytes)
    {
        using var forward = new HttpRequestMessage(new(context.Request.HttpMethod), new Uri(moto, context.Request.RawUrl!)) { Content = new ByteArrayContent(bytes) };
        foreach (var name in context.Request.Headers.AllKeys.OfType<string>())
        {
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Expect", StringComparison.OrdinalIgnoreCase) || name.Equals("Connection", StringComparison.OrdinalIgnoreCase)) continue;
            if (!forward.Headers.TryAddWithoutValidation(name, context.Request.Headers[name])) forward.Content.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        }

        return await http.SendAsync(forward);
    }

    private static WireRequest Describe(HttpListenerRequest request, string body)
    {
        // Credential=AKID/date/region/service/aws4_request
        var scope = (request.Headers["Authorization"] ?? "").Split("Credential=").ElementAtOrDefault(1)?.Split('/') ?? [];
        var target = request.Headers["X-Amz-Target"]?.Split('.')[^1];
        var action = body.StartsWith("Action=", StringComparison.Ordinal) || body.Contains("&Action=", StringComparison.Ordinal)
            ? body.Split('&').First(p => p.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..]
            : null;
        return new(scope.ElementAtOrDefault(3) ?? "", target ?? action ?? $"{request.HttpMethod} {request.RawUrl}", request.HttpMethod, request.RawUrl!, body, scope.ElementAtOrDefault(0) ?? "");
    }
}
