using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Infra.Host.Demo;

/// <summary>A moto_server process that lives as long as the demo, or longer where it is kept.</summary>
internal sealed class Emulator : IAsyncDisposable
{
    private readonly Process process;

    private Emulator(Process process, Uri url) => (this.process, Url) = (process, url);

    public Uri Url { get; }

    public DemoProcess Process => DemoProcess.Of(process);

    /// <summary>Whether it outlives this object, with all that was made in it.</summary>
    public bool IsKept { get; set; }

    public bool HasEnded => process.HasExited;

    /// <summary>Starts one.</summary>
    /// <param name="program">The path of moto_server.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>Null when it does not start.</returns>
    public static async Task<Emulator?> StartAsync(string program, CancellationToken cancellation)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort().ToString(CultureInfo.InvariantCulture)}/");
        string[] arguments = ["-H", "127.0.0.1", "-p", url.Port.ToString(CultureInfo.InvariantCulture)];
        Process process;
        try
        {
            process = System.Diagnostics.Process.Start(Start(program, arguments))!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        var emulator = new Emulator(process, url);
        using var http = new HttpClient { BaseAddress = url };
        try
        {
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
        }
        catch (OperationCanceledException)
        {
            await emulator.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await emulator.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!IsKept)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().ConfigureAwait(false);
        }

        process.Dispose();
    }

    // Ctrl-C at the terminal is for this program, which cleans up in the emulator afterwards; and what is kept writes to nobody's pipe.
    // moto ends with any SIGINT that reaches it, so it gets a session of its own, which on Unix only a program can make that is there.
    private static ProcessStartInfo Start(string program, string[] arguments) =>
        OperatingSystem.IsWindows() ? new(program, arguments) { CreateNoWindow = true, CreateNewProcessGroup = true }
        : PrivateMoto.Python() is { } python ? new(python, ["-c", OwnSession, program, .. arguments])
        : new("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]);

    private const string OwnSession = """
        import os, sys
        os.setsid()
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os.execv(sys.argv[1], sys.argv[1:])
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
