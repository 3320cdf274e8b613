using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.Lambda;
using Amazon.RDS;
using Amazon.Runtime;
using Amazon.S3;

namespace Infra.Core.Safety;

/// <summary>An HTTP server that counts what really arrives, and answers, closes or stays silent as a test says.</summary>
internal sealed class Loopback : IDisposable
{
    /// <summary>Read the request and close the connection.</summary>
    public static readonly Reply Close = new(0, "");

    /// <summary>Read the request and never answer.</summary>
    public static readonly Reply Silence = new(-1, "");

    /// <summary>Read the request and answer with something else than HTTP.</summary>
    public static readonly Reply OtherProtocol = new(-2, "");

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly List<string> requests = [];
    private readonly Func<int, Reply> reply;
    private readonly X509Certificate2? certificate;

    /// <param name="reply">The answer to the n-th request, from 1.</param>
    /// <param name="certificate">Of localhost, for TLS.</param>
    public Loopback(Func<int, Reply> reply, X509Certificate2? certificate = null)
    {
        (this.reply, this.certificate) = (reply, certificate);
        listener.Start();
        _ = AcceptAsync();
    }

    public string Url =>
        $"{(certificate is null ? "http://127.0.0.1" : "https://localhost")}:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>The first lines of what arrived, with the body behind them.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests) return [.. requests];
        }
    }

    public AmazonEC2Client Ec2 => new("key", "secret", Config<AmazonEC2Config>());
    public AmazonS3Client S3 => new("key", "secret", Config(new AmazonS3Config { ForcePathStyle = true }));
    public AmazonRDSClient Rds => new("key", "secret", Config<AmazonRDSConfig>());
    public AmazonIdentityManagementServiceClient Iam => new("key", "secret", Config<AmazonIdentityManagementServiceConfig>());
    public AmazonLambdaClient Lambda => new("key", "secret", Config<AmazonLambdaConfig>());

    public T Config<T>(T? config = null) where T : ClientConfig, new()
    {
        config ??= new();
        (config.ServiceURL, config.AuthenticationRegion, config.RetryMode) = (Url, "eu-west-1", RequestRetryMode.Standard);
        return config;
    }

    public void Dispose()
    {
        end.Cancel();
        listener.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await listener.AcceptTcpClientAsync(end.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = await StreamAsync(client);
            if (await ReadAsync(stream) is not { } request) return;
            int n;
            lock (requests)
            {
                requests.Add(request);
                n = requests.Count;
            }

            var answer = reply(n);
            if (answer == Silence) await Task.Delay(Timeout.Infinite, end.Token);
            if (answer == Close) return;
            if (answer == OtherProtocol)
            {
                await stream.WriteAsync("SSH-2.0-OpenSSH_9.9\r\n"u8.ToArray(), end.Token);
                return;
            }

            var body = Encoding.UTF8.GetBytes(answer.Body);
            var head = new StringBuilder()
                .Append(CultureInfo.InvariantCulture,
                $"HTTP/1.1 {answer.Status} x\r\nConnection: close\r\nContent-Length: {answer.Length ?? body.Length}\r\n");
            foreach (var (name, value) in answer.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), end.Token);
            await stream.WriteAsync(body, end.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or AuthenticationException)
        {
        }
    }

    private async Task<Stream> StreamAsync(TcpClient client)
    {
        if (certificate is null) return client.GetStream();
        var secure = new SslStream(client.GetStream());
        await secure.AuthenticateAsServerAsync(certificate);
        return secure;
    }

    private async Task<string?> ReadAsync(Stream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        int head;
        while ((head = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            var n = await stream.ReadAsync(buffer, end.Token);
            if (n == 0) return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, n));
        }

        var lines = text.ToString(0, head).Split("\r\n");
        var length = lines.Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            .Select(l => int.Parse(l[15..], CultureInfo.InvariantCulture)).FirstOrDefault();
        while (text.Length < head + 4 + length)
        {
            var n = await stream.ReadAsync(buffer, end.Token);
            if (n == 0) return null;
            text.Append(Encoding.Latin1.GetString(buffer, 0, n));
        }

        return $"{lines[0]}\n{text.ToString(head + 4, text.Length - head - 4)}";
    }
}

/// <summary>An HTTP answer.</summary>
/// <param name="Length">The Content-Length, if it is not the body's.</param>
internal sealed record Reply(int Status, string Body, string ContentType = "text/xml", bool FromAws = true, int? Length = null)
{
    public Dictionary<string, string> Also { get; init; } = [];

    public IEnumerable<KeyValuePair<string, string>> Headers =>
        [new("Content-Type", ContentType),
            .. FromAws ? [KeyValuePair.Create("x-amzn-RequestId", "r-1")] : Array.Empty<KeyValuePair<string, string>>(), .. Also];

    /// <summary>A failure in the form of EC2.</summary>
    public static Reply Ec2(int status, string code, string message = "No.") =>
        new(status,
            $"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>");

    /// <summary>A failure in the form of the query services (RDS, IAM).</summary>
    public static Reply Query(int status, string code, string message = "No.") =>
        new(status,
            $"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>");

    /// <summary>A failure in the form of S3.</summary>
    public static Reply S3(int status, string code, string message = "No.", string more = "") =>
        new(status,
            $"<Error><Code>{code}</Code><Message>{message}</Message>{more}<RequestId>r-1</RequestId></Error>", "application/xml");

    /// <summary>A failure in the form of Lambda.</summary>
    public static Reply Lambda(int status, string code, string message = "No.") =>
        new(status, $"{{\"Type\":\"User\",\"Message\":\"{message}\"}}", "application/json") { Also = { ["x-amzn-ErrorType"] = code } };
}
