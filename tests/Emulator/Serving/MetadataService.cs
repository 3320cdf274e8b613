using System.Net;
using System.Text;

namespace Infra.Emulator.Serving;

/// <summary>An EC2 instance's metadata service on the loopback interface, which gives the keys of the machine's role.</summary>
internal sealed class MetadataService : IDisposable
{
    public const string AccessKey = "ASIAMACHINE";
    private readonly HttpListener listener = new();

    public MetadataService()
    {
        Url = $"http://127.0.0.1:{Wire.FreePort()}/";
        listener.Prefixes.Add(Url);
        listener.Start();
        _ = Task.Run(LoopAsync);
    }

    public string Url { get; }

    public void Dispose() => listener.Close();

    private async Task LoopAsync()
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                var path = context.Request.Url!.AbsolutePath;
                var body = path.EndsWith("/api/token", StringComparison.Ordinal) ? "token"
                    : path.EndsWith("/security-credentials/", StringComparison.Ordinal) ? "machine"
                    : path.EndsWith("/security-credentials/machine", StringComparison.Ordinal)
                        ? $$"""{"Code":"Success","Type":"AWS-HMAC","LastUpdated":"2026-01-01T00:00:00Z","AccessKeyId":"{{AccessKey}}","SecretAccessKey":"s","Token":"t","Expiration":"2099-01-01T00:00:00Z"}"""
                    : path.EndsWith("/iam/info", StringComparison.Ordinal)
                        ? """{"Code":"Success","LastUpdated":"2026-01-01T00:00:00Z","InstanceProfileArn":"arn:aws:iam::123456789012:instance-profile/machine","InstanceProfileId":"AIPAMACHINE"}"""
                    : null;
                if (body is null) context.Response.StatusCode = 404;
                else await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
