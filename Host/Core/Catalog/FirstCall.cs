using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using Infra.Core.Safety;

namespace Infra.Core.Catalog;

/// <summary>
/// What every first call needs of the runtime, used once with nothing: an answer's way, and an exchange over HTTP with nobody. No client of
/// AWS is made, no credentials are read and no connection is opened.
/// </summary>
internal static class FirstCall
{
    private const string Body = """<a xmlns="urn:a"><b c="d">e</b></a>""";

    /// <summary>Plays both, on the thread of the caller.</summary>
    public static async Task RehearseAsync()
    {
#pragma warning disable CA1031 // Whatever it is that fails, the call itself will meet it, and say so.
        try
        {
            await ExchangeAsync().ConfigureAwait(false);
            Answer();
        }
        catch (Exception)
        {
            // As said.
        }
#pragma warning restore CA1031
    }

    /// <summary>The exchange, as the SDK has one.</summary>
    /// <returns>The text of the answer's element.</returns>
    internal static async Task<string> ExchangeAsync()
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, ConnectCallback = (_, _) => new(new Nobody()) };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("http://nobody.invalid/"))
        {
            Content = new ByteArrayContent("Action=None"u8.ToArray()),
        };
        request.Content.Headers.ContentType = new("application/x-www-form-urlencoded") { CharSet = "utf-8" };
        request.Headers.TryAddWithoutValidation("X-Amz-Date", DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("Authorization", Convert.ToHexStringLower(HMACSHA256.HashData("k"u8, "v"u8)));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
        await using (body.ConfigureAwait(false)) return Read(body);
    }

    // As the SDK does: the bytes are there when it reads.
    private static string Read(Stream body)
    {
        using var reader = XmlReader.Create(body);
        var text = "";
        while (reader.Read()) text += reader.Value;
        return text;
    }

    // What every answer goes through, and the hashes of calls and of the pipe: OpenSSL alone takes milliseconds to load.
    private static void Answer()
    {
        var row = new JsonObject { ["id"] = "i-0", ["name"] = "nothing", ["tags"] = new JsonObject { ["of"] = "it" } };
        var page = Redactor.Result(new JsonObject { ["items"] = new JsonArray { row }, ["complete"] = true }, out _);
        _ = SHA256.HashData(Encoding.UTF8.GetBytes(HostJson.Text(page!.AsObject())));
    }

    /// <summary>A connection whose other end answers once, whatever was asked.</summary>
    private sealed class Nobody() : MemoryStream(Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"), writable: true)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            // Nobody reads it.
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => default;
    }
}
