using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Infra.Strict.Layers;
using Infra.Strict.Protocol;
using Infra.Strict.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Infra.Strict;

/// <summary>A request as it was on the wire.</summary>
/// <param name="Operation">The AWS operation where the protocol names it in the request; otherwise method and path.</param>
/// <param name="AccessKey">The access key that signed it.</param>
public sealed record WireRequest(string Service, string Operation, string Method, string Path, string Body, string AccessKey)
{
    /// <summary>The program that sent it, as CloudTrail shows it.</summary>
    public string UserAgent { get; init; } = "";

    /// <summary>The region that it was signed for.</summary>
    public string Region { get; init; } = "";

    /// <summary>The HTTP status of the answer; 0 as long as there is none.</summary>
    public int Status { get; set; }

    /// <summary>Whether it was answered in moto's place.</summary>
    public bool Canned { get; set; }
}

/// <summary>
/// Stands between the server and an emulator, and makes AWS of it: sees every request as it was really sent, holds it against AWS's rules
/// (<see cref="StrictAws"/>), answers in the emulator's place what that lacks, and breaks what a test wants broken.
/// </summary>
public sealed class Wire : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly ConcurrentQueue<WireRequest> seen = new();
    private readonly List<(Func<WireRequest, bool> Matches, string ContentType, string Body, int Status)> canned = [];
    private readonly List<(Func<WireRequest, bool> Matches, Fault Fault, int Left)> faults = [];
    private readonly Emulator emulator;
    private readonly StrictAws aws;

    /// <param name="emulator">Where the emulator listens.</param>
    /// <param name="settings">What the environment says when left out.</param>
    public Wire(Uri emulator, StrictSettings? settings = null)
    {
        this.emulator = new(emulator);
        Settings = settings ?? StrictSettings.FromEnvironment;
        aws = new(this.emulator, Settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(o => o.Limits.MaxRequestBodySize = null);
        server = builder.Build();
        server.Run(HandleAsync);
        server.StartAsync().GetAwaiter().GetResult();
        Url = new(server.Urls.Single());
    }

    public Uri Url { get; }

    /// <summary>How strict it is, and by which seed; for the message of a failing test.</summary>
    public StrictSettings Settings { get; }

    /// <summary>What was sent since the last <see cref="Forget"/>.</summary>
    public IReadOnlyList<WireRequest> Seen => [.. seen];

    /// <summary>Forgets what was seen, the canned answers, the faults and the account.</summary>
    public void Forget()
    {
        seen.Clear();
        lock (canned) canned.Clear();
        lock (faults) faults.Clear();
        aws.Forget();
    }

    /// <inheritdoc cref="StrictAws.Settle"/>
    public void Settle() => aws.Settle();

    /// <summary>Answers an operation in the emulator's place, in the shape that AWS documents.</summary>
    /// <param name="operation">As in <see cref="WireRequest.Operation"/>, or a part of method and path for REST services.</param>
    /// <param name="body">The response's body, XML or JSON.</param>
    /// <param name="status">The HTTP status.</param>
    public void Answer(string operation, string body, int status = 200) => Answer(Is(operation), body, status);

    /// <inheritdoc cref="Answer(string,string,int)"/>
    public void Answer(Func<WireRequest, bool> matches, string body, int status = 200)
    {
        lock (canned) canned.Insert(0, (matches, body.TrimStart().StartsWith('<') ? "text/xml" : "application/json", body, status));
    }

    /// <summary>Lets requests of an operation go wrong.</summary>
    /// <param name="operation">As for <see cref="Answer(string,string,int)"/>.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="times">How many requests; all later ones when left out.</param>
    public void Break(string operation, Fault fault, int times = int.MaxValue)
    {
        lock (faults) faults.Add((Is(operation), fault, times));
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Mend()
    {
        lock (faults) faults.Clear();
    }

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        // A call that hangs is not waited for.
        await server.StopAsync(new CancellationToken(canceled: true));
        await server.DisposeAsync();
        emulator.Dispose();
    }

    private static Func<WireRequest, bool> Is(string operation) =>
        r => r.Operation == operation || $"{r.Method} {r.Path}".Contains(operation, StringComparison.Ordinal);

    private async Task HandleAsync(HttpContext context)
    {
        var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes);
        var http = new HttpCall(context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), bytes.ToArray());
        var request = Describe(http);
        seen.Enqueue(request);

        var fault = Take(request);
        if (fault is Fault.Dropped { Acts: false })
        {
            context.Abort();
            return;
        }

        if (fault is Fault.Delayed delayed) await Task.Delay(delayed.By);
        Answer answer;
        if (fault is Fault.Answered page)
        {
            answer = new(page.Code);
            // It is not AWS that answers so, and has no request id.
            answer.Headers.Clear();
            answer.SetBody(Encoding.UTF8.GetBytes(page.Body), page.ContentType);
        }
        else
        {
            answer = await AnswerAsync(http, request);
        }

        if (fault is Fault.Dropped) context.Abort();
        else await WriteAsync(context.Response, request, answer);
    }

    private async Task<Answer> AnswerAsync(HttpCall http, WireRequest request)
    {
        if (aws.Gate(http, out var call) is { } refused) return refused;
        (Func<WireRequest, bool> Matches, string ContentType, string Body, int Status) given;
        lock (canned) given = canned.FirstOrDefault(c => c.Matches(request));
        if (given.Matches is null) return call is null ? await emulator.SendAsync(http) : await aws.AnswerAsync(call);
        request.Canned = true;
        var answer = new Answer(given.Status);
        answer.SetBody(Encoding.UTF8.GetBytes(given.Body), given.ContentType);
        return answer;
    }

    private Fault? Take(WireRequest request)
    {
        lock (faults)
        {
            var index = faults.FindIndex(f => f.Left > 0 && f.Matches(request));
            if (index < 0) return null;
            var found = faults[index];
            faults[index] = found with { Left = found.Left - 1 };
            return found.Fault;
        }
    }

    private static async Task WriteAsync(HttpResponse response, WireRequest request, Answer answer)
    {
        response.StatusCode = request.Status = answer.Status;
        foreach (var (name, value) in answer.Headers) response.Headers[name] = value;
        if (request.Method == "HEAD" || answer.Status is 204 or 304) return;
        var body = answer.Body;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    private static WireRequest Describe(HttpCall http)
    {
        var body = http.Text;
        var action = body.StartsWith("Action=", StringComparison.Ordinal) || body.Contains("&Action=", StringComparison.Ordinal)
            ? body.Split('&').First(p => p.StartsWith("Action=", StringComparison.Ordinal))["Action=".Length..]
            : null;
        var operation = http.Header("x-amz-target")?.Split('.')[^1] ?? action ?? $"{http.Method} {http.Url}";
        return new(http.Scope.ElementAtOrDefault(3) ?? "", operation, http.Method, http.Url, body, http.Scope.ElementAtOrDefault(0) ?? "")
        {
            UserAgent = http.Header("user-agent") ?? "",
            Region = http.Scope.ElementAtOrDefault(2) ?? "",
        };
    }
}

/// <summary>The emulator behind the double.</summary>
internal sealed class Emulator(Uri url) : Backend, IDisposable
{
    private static readonly HashSet<string> Dropped =
        new(["Transfer-Encoding", "Connection", "Keep-Alive", "Server", "Date"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        PooledConnectionLifetime = TimeSpan.Zero,
    });

    // It closes connections as it likes; a request that it never saw is sent once more.
    public override async Task<Answer> SendAsync(HttpCall call)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SendOnceAsync(call);
            }
            catch (HttpRequestException) when (tries < 2)
            {
                await Task.Delay(50);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> SendOnceAsync(HttpCall call)
    {
        using var forward = new HttpRequestMessage(new(call.Method), new Uri(url, call.Url)) { Content = new ByteArrayContent(call.Body) };
        foreach (var (name, value) in call.Headers.Where(h =>
            h.Key is not ("content-length" or "expect" or "connection" or "transfer-encoding")))
            if (!forward.Headers.TryAddWithoutValidation(name, value)) forward.Content.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(forward);
        var answer = new Answer((int)response.StatusCode);
        answer.Headers.Clear();
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!Dropped.Contains(name)) answer.Headers[name] = string.Join(",", values);
        answer.SetBody(await response.Content.ReadAsByteArrayAsync(), null);
        return answer;
    }
}
