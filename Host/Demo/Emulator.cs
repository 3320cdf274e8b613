using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Infra.Host.Demo;

/// <summary>A moto_server process that lives as long as the demo.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private readonly Process process;

    private Emulator(Process process, Uri url) => (this.process, Url) = (process, url);

    public Uri Url { get; }

    public bool HasEnded => process.HasExited;

    /// <summary>Null when there is no moto_server on PATH, or it does not start.</summary>
    public static async Task<Emulator?> StartAsync(CancellationToken cancellation)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}/");
        var start = new ProcessStartInfo("moto_server",
            ["-H", "127.0.0.1", "-p", url.Port.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        var emulator = new Emulator(process, url);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = url };
        while (!process.HasExited)
        {
            try
            {
                // Functions run without a container engine: they echo what they are given.
                using var config = new StringContent("""{"lambda":{"use_docker":false}}""");
                (await http.PostAsync(new Uri("/moto-api/config", UriKind.Relative), config, cancellation).ConfigureAwait(false))
                    .EnsureSuccessStatusCode();
                return emulator;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100, cancellation).ConfigureAwait(false);
            }
        }

        await emulator.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
