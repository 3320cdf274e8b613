using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Amazon.Runtime;
using Infra.Host.Demo;

namespace Infra.Sdk.Tests;

/// <summary>One emulator process for all tests of the collection, on a free port.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private Process? _process;

    public Uri Address { get; private set; } = new("http://localhost");

    public static BasicAWSCredentials Credentials { get; } = new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    /// <summary>
    /// A configuration that speaks to the emulator. It does not retry: the emulator answers HTTP 500 to what it lacks,
    /// and a test should then fail at once.
    /// </summary>
    public T Configure<T>(T config)
        where T : ClientConfig
    {
        config.ServiceURL = Address.ToString();
        config.AuthenticationRegion = "us-east-1";
        config.MaxErrorRetry = 0;
        return config;
    }

    /// <summary>Functions then echo what they get, without a container engine.</summary>
    public async Task UseNoDockerForLambdaAsync()
    {
        using var client = new HttpClient();
        using var content = new StringContent("""{"lambda":{"use_docker":false}}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(Address, "moto-api/config"), content);
        answer.EnsureSuccessStatusCode();
    }

    public async Task InitializeAsync()
    {
        int port = FindFreePort();
        Address = new Uri($"http://127.0.0.1:{port}/");
        var start = new ProcessStartInfo(await PrivateMoto.ForTestsAsync(), ["-H", "127.0.0.1", "-p", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        _process = Process.Start(start) ?? throw new InvalidOperationException("moto_server does not start.");
        _process.OutputDataReceived += static (_, _) => { };
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilItAnswersAsync();
    }

    public async Task DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using var client = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "moto-api/"));
                return;
            }
            catch (HttpRequestException) when (watch.Elapsed < StartLimit && _process is { HasExited: false })
            {
                await Task.Delay(50);
            }
        }
    }
}

[CollectionDefinition(Name)]
public sealed class MotoCollection : ICollectionFixture<MotoServer>
{
    public const string Name = "moto";
}
