using System.Diagnostics;
using Infra.Host.Demo;

namespace Infra.Emulator;

/// <summary>
/// A moto_server process: AWS as far as it can be had without AWS. Where it is missing it is installed as for the demo; a machine where
/// that fails, fails the tests and does not skip them.
/// </summary>
public sealed class Moto : IAsyncDisposable
{
    private readonly Process process;

    private Moto(Process process, Uri url) => (this.process, Url) = (process, url);

    public Uri Url { get; }

    /// <param name="environment">Further environment variables of the process.</param>
    public static async Task<Moto> StartAsync(params (string Name, string Value)[] environment)
    {
        var url = new Uri($"http://127.0.0.1:{Wire.FreePort()}");
        var start = new ProcessStartInfo(await PrivateMoto.ForTestsAsync(),
            ["-H", "127.0.0.1", "-p", url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The AWS-managed policies, and functions without a container engine, as users of the real thing expect them.
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        // Quicker resets: a few images in place of 1,177 for each region, and nothing made just to be thrown away.
        var folder = Path.Combine(AppContext.BaseDirectory, "moto");
        start.Environment["MOTO_AMIS_PATH"] = Path.Combine(folder, "images.json");
        start.Environment["PYTHONPATH"] = string.Join(Path.PathSeparator,
            new[] { folder, Environment.GetEnvironmentVariable("PYTHONPATH") }.OfType<string>());
        foreach (var (name, value) in environment) start.Environment[name] = value;

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var http = new HttpClient { BaseAddress = url };
        for (var tries = 0; ; tries++)
        {
            try
            {
                await http.GetAsync("/moto-api/data.json");
                break;
            }
            catch (HttpRequestException) when (tries < 300 && !process.HasExited)
            {
                await Task.Delay(100);
            }
        }

        await http.PostAsync("/moto-api/config", new StringContent("""{"lambda":{"use_docker":false},"batch":{"use_docker":false}}"""));
        return new(process, url);
    }

    /// <summary>Forgets all resources.</summary>
    public async Task ResetAsync()
    {
        using var http = new HttpClient { BaseAddress = Url };
        (await http.PostAsync("/moto-api/reset", null)).EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
